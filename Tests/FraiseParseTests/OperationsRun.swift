import FraiseModel

@testable import FraiseParse

/// A parser, an encoder and what came of the texts given to them.
final class OperationsRun {
    let parser: OperationsParser
    let encoder: RecordEncoder
    let batch = RecordBatch()
    var progress = ParseProgress()
    var ledger = Ledger()
    var lines: [String] = []
    var entries: [RecordEntry] = []
    var rejects: [Reject] = []
    var held: [HeldChange] = []
    var offset: Int64 = 0

    init(_ settings: OperationsSettings = OperationsSettings(source: "app"), rate: Double = 1) {
        var encoding = ParseSettings(host: "web-1")
        encoding.samplingRate = rate
        encoder = RecordEncoder(settings: encoding)
        parser = OperationsParser(settings: settings, encoder: encoder)
    }

    /// Gives whole lines to the parser until all are taken; memory ends where they end.
    func read(_ bytes: [UInt8]) {
        var taken = 0
        while taken < bytes.count {
            encoder.begin(batch)
            let rest = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count - taken, alignment: 1)
            rest.copyBytes(from: bytes[taken...])
            parser.parse(UnsafeRawBufferPointer(rest), at: offset, into: batch, progress: &progress)
            rest.deallocate()
            collect()
            if progress.consumed == 0 { break }
            taken += progress.consumed
        }
    }

    func read(_ text: String) { read(Array(text.utf8)) }

    func finish() {
        encoder.begin(batch)
        _ = parser.finish(into: batch, progress: &progress)
        collect()
    }

    private func collect() {
        for entry in batch.entries {
            entries.append(entry)
            if !entry.isSampledOut {
                lines.append(String(decoding: batch.line(of: entry).dropLast(), as: UTF8.self))
            }
        }
        offset += Int64(progress.consumed)
        ledger.add(progress.ledger)
        rejects += progress.rejects
        held += progress.held
        batch.removeAll()
    }

    /// The record's members of one line that yields one record.
    static func record(
        _ line: String,
        _ settings: OperationsSettings = OperationsSettings(source: "app")
    ) -> [String: JsonReference] {
        let run = OperationsRun(settings)
        run.read(line)
        guard run.lines.count == 1, let record = try? JsonReference.read(run.lines[0]) else { return [:] }
        return record.members ?? [:]
    }

    /// Texts of the record's members, without time, host, source, kind and status.
    static func fields(
        _ members: String,
        _ settings: OperationsSettings = OperationsSettings(source: "app")
    ) -> [String: String] {
        var record = record(#"{"ts":1700000000,"# + members + "}", settings)
        for name in ["timestamp", "host", "source", "kind", "status"] { record[name] = nil }
        return record.mapValues { value in
            value.text ?? value.members.map { "{" + $0.keys.sorted().joined(separator: ",") + "}" } ?? "?"
        }
    }
}
