/// What one session of a log has open.
final class PostgresSession {
    /// The places in which a session holds an entry; the raw value is persisted.
    enum Slot: UInt8, CaseIterable {
        /// Its lines may go on.
        case current = 0
        /// A statement whose duration may follow.
        case awaiting = 1
    }

    /// Several slots.
    struct Slots: OptionSet {
        let rawValue: UInt8
        static let current = Slots(rawValue: 1)
        static let awaiting = Slots(rawValue: 2)

        init(rawValue: UInt8) { self.rawValue = rawValue }
        init(_ slot: Slot) { rawValue = 1 << slot.rawValue }
    }

    let key: UInt64
    var current: PostgresEvent?
    var awaiting: PostgresEvent?
    /// Slots that the archive knows of, and those that have changed since.
    var reported: Slots = []
    var changed: Slots = []
    var isTouched = false

    init(key: UInt64) {
        self.key = key
    }

    var isEmpty: Bool { current == nil && awaiting == nil }

    func event(_ slot: Slot) -> PostgresEvent? { slot == .current ? current : awaiting }
}
