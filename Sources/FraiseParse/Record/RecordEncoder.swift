public import FraiseModel

/// Makes records of fields: decides status, slow, key and sampling once, writes the archive's line, numbers the
/// key. All parsers of a pipeline share one encoder.
public final class RecordEncoder {
    /// What became of a record.
    public enum Outcome: Hashable, Sendable {
        /// Counted and kept.
        case kept
        /// Counted, not kept.
        case sampledOut
        /// Refused: the batch would exceed its limit. It is unchanged; give the record again with another batch.
        case full
        /// Refused: no usable time.
        case rejected(RejectReason)
    }

    /// In force from the next record on.
    public var settings: ParseSettings

    /// An encoder with an empty numbering of keys.
    public init(settings: ParseSettings) {
        self.settings = settings
    }

    /// Appends one record.
    public func append(_ fields: inout RecordFields, source: String, to batch: RecordBatch) -> Outcome {
        .rejected(.noTimestamp)
    }

    /// To be called when a batch is begun: hands over the keys numbered since the batch before.
    public func begin(_ batch: RecordBatch) {}
}
