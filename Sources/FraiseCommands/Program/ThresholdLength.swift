internal import ArgumentParser
internal import FraiseControl

/// A duration whose bare number is in milliseconds.
struct ThresholdLength: ExpressibleByArgument {
    var nanoseconds: Int64

    init(milliseconds: Int64) {
        nanoseconds = milliseconds * 1_000_000
    }

    init?(argument: String) {
        guard let value = DurationText.nanoseconds(argument, bare: 1_000_000) else { return nil }
        nanoseconds = value
    }

    /// Milliseconds with every digit, as the agent reads them.
    var text: String { String(decoding: JSONWriter.bytes(.milliseconds(nanoseconds)), as: UTF8.self) }

    var defaultValueDescription: String { text }
}
