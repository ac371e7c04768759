public import FraiseModel

/// What a commit changes about one file.
public struct FileChange: Hashable, Sendable {
    /// The position after the commit.
    public var position: FilePosition
    /// Change of the file's account.
    public var ledger: Ledger
    /// Changes of held records, in order.
    public var held: [HeldChange]

    /// A change from its parts.
    public init(position: FilePosition, ledger: Ledger = Ledger(), held: [HeldChange] = []) {
        self.position = position
        self.ledger = ledger
        self.held = held
    }
}
