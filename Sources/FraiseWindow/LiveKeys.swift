internal import FraiseModel

/// Numbers for the keys that live windows hold, bounded, and the way to them from the parser's numbers.
///
/// Numbers 0 to 7 are the `(other)` rows of the kinds. A number is given back when no row has it any more
/// (`release`), so that the bound is on the keys of the kept hour, not on all keys ever seen.
struct LiveKeys {
    /// Most keys besides the `(other)` rows.
    let limit: Int
    /// Key by number; nil where the number is free.
    private(set) var keys: [WindowKey?]
    private var numbers: [WindowKey: UInt32] = [:]
    private var free: [UInt32] = []
    /// Live number by the parser's number, or one of the two below.
    private var assigned: [UInt32] = []
    /// Keys of the parser's numbers that have no live number.
    private var waiting: [UInt32: WindowKey] = [:]
    /// Bytes of key texts.
    private var textBytes = 0
    /// Whether a key was refused since `release`.
    private(set) var wasRefused = false

    private static let unassigned = UInt32.max
    private static let refused = UInt32.max - 1

    init(limit: Int) {
        self.limit = limit
        keys = RecordKind.allCases.map { WindowKey.other($0) }
        for (number, key) in keys.enumerated() {
            if let key { numbers[key] = UInt32(number) }
        }
    }

    /// Keys held besides the `(other)` rows.
    var count: Int { numbers.count - RecordKind.allCases.count }

    /// Bytes held, by the sizes of what the collections store.
    var memoryBytes: Int {
        textBytes + keys.capacity * 40 + numbers.capacity * 64 + (assigned.capacity + free.capacity) * 4
            + waiting.capacity * 64
    }

    /// Takes over the keys that a batch brings.
    mutating func receive(_ batch: RecordBatch) {
        guard !batch.newKeys.isEmpty else { return }
        if batch.firstNewKey == 0 {
            for key in waiting.values { textBytes -= LiveKeys.bytes(key) }
            assigned.removeAll(keepingCapacity: true)
            waiting.removeAll()
        }
        for (place, key) in batch.newKeys.enumerated() {
            let number = Int(batch.firstNewKey) + place
            while assigned.count <= number { assigned.append(LiveKeys.unassigned) }
            if let live = numbers[key] {
                assigned[number] = live
            } else {
                assigned[number] = LiveKeys.unassigned
                waiting[UInt32(number)] = key
                textBytes += LiveKeys.bytes(key)
            }
        }
    }

    /// The live number for a record with the parser's number `number`.
    @inline(__always)
    mutating func live(_ number: UInt32, kind: RecordKind) -> UInt32 {
        guard Int(number) < assigned.count else { return UInt32(kind.rawValue) }
        let live = assigned[Int(number)]
        if live < LiveKeys.refused { return live }
        if live == LiveKeys.refused { return UInt32(kind.rawValue) }
        return assign(number) ?? UInt32(kind.rawValue)
    }

    private mutating func assign(_ number: UInt32) -> UInt32? {
        guard let key = waiting[number] else { return nil }
        guard let live = admit(key) else {
            assigned[Int(number)] = LiveKeys.refused
            return nil
        }
        assigned[Int(number)] = live
        waiting[number] = nil
        textBytes -= LiveKeys.bytes(key)
        return live
    }

    /// The number of `key`, which is given one when there is room; nil when not.
    mutating func admit(_ key: WindowKey) -> UInt32? {
        if let known = numbers[key] { return known }
        guard count < limit else {
            wasRefused = true
            return nil
        }
        let number = free.popLast() ?? UInt32(keys.count)
        if Int(number) == keys.count { keys.append(key) } else { keys[Int(number)] = key }
        numbers[key] = number
        textBytes += LiveKeys.bytes(key)
        return number
    }

    /// Gives back the numbers that `isUsed` does not hold; refused keys may try again.
    mutating func release(except isUsed: [Bool]) {
        func isFreed(_ number: Int) -> Bool {
            number >= RecordKind.allCases.count && (number >= isUsed.count || !isUsed[number])
        }
        // The parser's numbers that lead to a freed one wait again.
        for (parsed, live) in assigned.enumerated() where live < LiveKeys.refused && isFreed(Int(live)) {
            guard let key = keys[Int(live)] else { continue }
            assigned[parsed] = LiveKeys.unassigned
            waiting[UInt32(parsed)] = key
            textBytes += LiveKeys.bytes(key)
        }
        for number in keys.indices where isFreed(number) {
            guard let key = keys[number] else { continue }
            keys[number] = nil
            numbers[key] = nil
            free.append(UInt32(number))
            textBytes -= LiveKeys.bytes(key)
        }
        retryRefused()
        wasRefused = false
    }

    /// Lets refused keys be tried again, after others have been admitted by name.
    mutating func retryRefused() {
        for index in assigned.indices where assigned[index] == LiveKeys.refused {
            assigned[index] = LiveKeys.unassigned
        }
    }

    /// The event type behind one of the parser's numbers, whether the key was admitted or not.
    func eventType(_ number: UInt32) -> String {
        guard Int(number) < assigned.count else { return "" }
        let live = assigned[Int(number)]
        if live < LiveKeys.refused { return keys[Int(live)]?.eventType ?? "" }
        return waiting[number]?.eventType ?? ""
    }

    private static func bytes(_ key: WindowKey) -> Int {
        key.eventType.utf8.count + key.operationName.utf8.count
    }
}
