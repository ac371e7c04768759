/// The encoder's numbering of keys as the stages behind it know it, kept up by `RecordBatch.newKeys`.
public struct KeyNumbering: Sendable {
    /// Keys by number.
    public private(set) var keys: [WindowKey] = []
    /// Changes whenever earlier numbers become void.
    public private(set) var generation = 0

    /// No keys.
    public init() {}

    /// Takes the keys that a batch introduces; to be called once for each batch, in order.
    public mutating func take(_ batch: RecordBatch) {
        if batch.firstNewKey == 0, !(batch.newKeys.isEmpty && keys.isEmpty) {
            if batch.newKeys.isEmpty, !keys.isEmpty { return }
            keys.removeAll(keepingCapacity: true)
            generation += 1
        }
        // Appending nothing would still copy an array that is shared.
        if !batch.newKeys.isEmpty { keys.append(contentsOf: batch.newKeys) }
    }
}
