public import FraiseModel

/// The answer of `GET /v1/operations/recent` and `/slow`.
public struct OperationsAnswer: Hashable, Sendable {
    /// Records as their archive lines, each one JSON object, with or without its LF.
    public var records: [[UInt8]]
    /// Set while memory is being rebuilt: records are whole from here on only.
    public var completeFrom: Timestamp?

    /// An answer from its parts.
    public init(records: [[UInt8]], completeFrom: Timestamp? = nil) {
        self.records = records
        self.completeFrom = completeFrom
    }

    /// The wire form; the records' bytes are taken as they are.
    public var json: JSONValue {
        var members: [JSONValue.Member] = []
        if let completeFrom { members.append(.init("complete_from", .time(completeFrom))) }
        let lines = records.map { $0.last == UInt8(ascii: "\n") ? Array($0.dropLast()) : $0 }
        members.append(.init("records", .array(lines.map { .verbatim($0) })))
        return .object(members)
    }
}
