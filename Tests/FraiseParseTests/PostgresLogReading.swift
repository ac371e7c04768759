import FoundationEssentials
import FraiseModel
import FraisePlatform

@testable import FraiseParse

/// A record as far as tests look at it.
struct ReadRecord: Decodable, Hashable {
    var timestamp: String
    var kind: String
    var event_type: String
    var operation_name: String?
    var duration_ms: Double?
    var status: String
    var severity: String?
    var trace_id: String?
    var parent_span_id: String?
    var ip_address: String?
    var resource: String?
    var error: String?
    var error_code: String?
    var statement: String?
    var fingerprint: String?
    var query_id: String?
    var database: String?
    var db_user: String?
    var application_name: String?
    var pid: Int?
    var slow: Bool?
    var attributes: Attributes?

    struct Attributes: Decodable, Hashable {
        var message: String?
        var detail: String?
        var hint: String?
        var context: String?
        var internal_query: String?
        var cursor_position: Int?
        var prepared: String?
        var session_id: String?
        var line_num: Int?
        var plan: String?
        var size: Int?
        var incomplete: Bool?
        var location: String?
    }
}

/// Runs a parser over text, in chosen pieces, and keeps the account.
struct PostgresLogReading {
    var lines: [String] = []
    var ledger = Ledger()
    var rejects: [Reject] = []
    var held: [[UInt8]: HeldRecord] = [:]
    var problem: String?
    var detected: String?

    var records: [ReadRecord] {
        get throws {
            let decoder = JSONDecoder()
            return try lines.map { try decoder.decode(ReadRecord.self, from: Data($0.utf8)) }
        }
    }

    /// - Parameters:
    ///   - cuts: offsets, each behind a line end, at which a call ends.
    ///   - restarts: a new parser takes up the held records at every cut.
    static func read(
        _ text: [UInt8],
        path: String = "pg.log",
        settings: PostgresLogSettings = PostgresLogSettings(),
        cuts: [Int] = [],
        restarts: Bool = false,
        finish: Bool = true,
        batchSize: Int = .max
    ) -> PostgresLogReading {
        var reading = PostgresLogReading()
        let encoder = RecordEncoder(settings: ParseSettings(host: "h"))
        func make() -> PostgresLogParser {
            PostgresLogParser(encoder: encoder, source: "pg", path: path, settings: settings)
        }
        var parser = make()
        let batch = RecordBatch()
        encoder.begin(batch)
        var progress = ParseProgress()
        func drain() {
            for entry in batch.entries {
                reading.lines.append(String(decoding: batch.line(of: entry), as: UTF8.self))
            }
            batch.removeAll()
            encoder.begin(batch)
            reading.ledger.add(progress.ledger)
            reading.rejects += progress.rejects
            for change in progress.held {
                switch change {
                case .put(let record): reading.held[record.session] = record
                case .remove(let session): reading.held[session] = nil
                }
            }
        }
        var start = 0
        for end in cuts + [text.count] where end > start {
            while start < end {
                text[start..<end].withUnsafeBytes {
                    parser.parse($0, at: Int64(start), into: batch, progress: &progress)
                }
                start += progress.consumed
                drain()
            }
            if restarts, end < text.count {
                parser = make()
                parser.restore(
                    reading.held.values.sorted { $0.session.lexicographicallyPrecedes($1.session) }
                )
            }
        }
        while finish {
            let isComplete = parser.finish(into: batch, progress: &progress)
            drain()
            if isComplete { break }
        }
        reading.problem = parser.problem
        reading.detected = parser.detected
        return reading
    }

    static func read(
        _ text: String,
        path: String = "pg.log",
        settings: PostgresLogSettings = PostgresLogSettings()
    ) -> PostgresLogReading {
        read(Array(text.utf8), path: path, settings: settings)
    }

    /// Offsets behind line ends.
    static func lineEnds(_ text: [UInt8]) -> [Int] {
        text.indices.filter { text[$0] == 10 }.map { $0 + 1 }
    }
}
