public import FraiseModel

/// What the archive knows of one file: where reading stands, the account, and what is held.
public struct FileState: Hashable, Sendable {
    public var position: FilePosition
    public var ledger: Ledger
    /// Held records by session.
    public var held: [[UInt8]: HeldRecord]

    init(position: FilePosition, ledger: Ledger = Ledger(), held: [[UInt8]: HeldRecord] = [:]) {
        self.position = position
        self.ledger = ledger
        self.held = held
    }

    mutating func apply(_ changes: [HeldChange]) {
        for change in changes {
            switch change {
            case .put(let record): held[record.session] = record
            case .remove(let session): held[session] = nil
            }
        }
    }
}
