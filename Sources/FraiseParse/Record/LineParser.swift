public import FraiseModel

/// Turns the lines of one file into records. One parser belongs to one file and keeps what it holds of it.
public protocol LineParser: AnyObject {
    /// Parses lines until the end of `lines` or until `batch` is full.
    ///
    /// - Parameters:
    ///   - lines: whole lines, the last ended by LF or by the end of a finished file.
    ///   - offset: position in the file of the first byte.
    ///   - batch: takes the records.
    ///   - progress: is replaced by what became of the bytes taken.
    func parse(
        _ lines: UnsafeRawBufferPointer,
        at offset: Int64,
        into batch: RecordBatch,
        progress: inout ParseProgress
    )

    /// Ends every held record, as `--final` and the end of a file that will not grow demand. Returns false when
    /// the batch was full before all were written: call again with another batch.
    func finish(into batch: RecordBatch, progress: inout ParseProgress) -> Bool

    /// Takes up the held records of a position, before the first line.
    func restore(_ held: [HeldRecord])
}

/// What became of the bytes that a call to `parse` took.
public struct ParseProgress {
    /// Bytes taken: whole lines. Fewer than given only when the batch was full.
    public var consumed = 0
    /// Change of the file's account; `consumed` = parsed + rejected + skipped + held, of which held may fall.
    public var ledger = Ledger()
    /// The rejects, in order.
    public var rejects: [Reject] = []
    /// Changes of held records, in order.
    public var held: [HeldChange] = []

    /// Nothing done.
    public init() {}

    /// Empties it for reuse.
    public mutating func removeAll() {
        consumed = 0
        ledger = Ledger()
        rejects.removeAll(keepingCapacity: true)
        held.removeAll(keepingCapacity: true)
    }
}
