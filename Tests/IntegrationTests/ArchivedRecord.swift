import FoundationEssentials
import FraiseModel

/// A line of a segment as another program reads it.
struct ArchivedRecord: Decodable, Equatable {
    struct Attributes: Decodable, Equatable {
        var seq: Int64?
        var note: String?
    }

    var timestamp: String
    var host: String
    var source: String
    var kind: String
    var event_type: String?
    var operation_name: String?
    var duration_ms: Double?
    var status: String?
    var severity: String?
    var trace_id: String?
    var error: String?
    var error_code: String?
    var rows_affected: Int64?
    var statement: String?
    var slow: Bool?
    var attributes: Attributes?

    /// Nanoseconds.
    var duration: Int64? { duration_ms.map { Int64(($0 * 1e6).rounded()) } }
    /// The record's number in its generated log; -1 when it is none of them.
    var number: Int64 { attributes?.seq ?? -1 }

    /// Reads lines; each must be one JSON object.
    static func read(_ bytes: [UInt8]) throws -> [ArchivedRecord] {
        let decoder = JSONDecoder()
        return try bytes.split(separator: UInt8(ascii: "\n")).map { line in
            do {
                return try decoder.decode(ArchivedRecord.self, from: Data(line))
            } catch {
                throw FraiseError(.badData, "\(error): \(String(decoding: line, as: UTF8.self))")
            }
        }
    }

    /// Whether it is what this operation had to become.
    func agrees(with operation: Oracle.Operation) -> Bool {
        number == operation.number && timestamp == operation.time.text && kind == operation.key.kind.name
            && event_type == operation.key.eventType && operation_name ?? "" == operation.key.operationName
            && duration == operation.duration && status == operation.status.name
            && trace_id == operation.traceID && rows_affected == operation.rows
            && slow ?? false == operation.isSlow && host == "test-1"
            && attributes?.note == "café \"q\" \\ 漢字"
    }
}
