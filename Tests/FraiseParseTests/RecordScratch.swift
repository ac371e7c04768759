import FraiseModel

@testable import FraiseParse

/// Texts that live as long as the scratch, and an encoder with a batch to write into.
final class RecordScratch {
    let batch = RecordBatch()
    let encoder: RecordEncoder
    private var owned: [UnsafeMutablePointer<UInt8>] = []

    init(_ settings: ParseSettings = ParseSettings(host: "web-1")) {
        encoder = RecordEncoder(settings: settings)
        encoder.begin(batch)
    }

    deinit { for pointer in owned { pointer.deallocate() } }

    /// A text in memory of its own.
    func text(_ value: String, escaped: Bool = false) -> FieldText {
        let bytes = Array(value.utf8)
        let pointer = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
        for (index, byte) in bytes.enumerated() { pointer[index] = byte }
        owned.append(pointer)
        return FieldText(start: pointer, count: bytes.count, isEscaped: escaped)
    }

    /// The lines written, without their LF.
    var lines: [String] {
        batch.entries.filter { !$0.isSampledOut }.map {
            String(decoding: batch.line(of: $0).dropLast(), as: UTF8.self)
        }
    }

    /// Appends a record made by `change` and returns its line.
    func line(_ change: (inout RecordFields) -> Void) -> String {
        var fields = RecordFields()
        fields.timestamp = Timestamp(microseconds: 1_700_000_000_123_456)
        change(&fields)
        guard encoder.append(&fields, source: "app", to: batch) == .kept else { return "" }
        return lines.last ?? ""
    }
}
