/// Reads archived lines back to entries, as the encoder that wrote them had them; nothing is decided again.
public protocol ArchivedRecordDecoder: AnyObject {
    /// Appends an entry for each line to `batch` without copying the lines: entries' offsets are those in
    /// `lines`. Lines that are no records of ours (of a foreign file) are passed over and counted.
    ///
    /// - Returns: lines passed over.
    func decode(_ lines: UnsafeRawBufferPointer, into batch: RecordBatch) -> Int
}
