internal import FraiseControl
internal import FraiseModel

/// A member of a record as the list commands show it.
struct RecordField {
    /// Name of the member in the record.
    var member: String
    var field: Field

    static let timestamp = RecordField(member: "timestamp", field: Field("timestamp", "Time", .time))
    static let type = RecordField(member: "event_type", field: Field("type", "Type"))
    static let name = RecordField(member: "operation_name", field: Field("name", "Name", .longText))
    static let duration = RecordField(
        member: "duration_ms",
        field: Field("duration_ms", "Duration", .milliseconds)
    )
    static let rows = RecordField(member: "rows_affected", field: Field("rows_affected", "Rows", .number))
    static let status = RecordField(member: "status", field: Field("status", "Status", .status))
    static let error = RecordField(member: "error", field: Field("error", "Error", .longText))
    static let trace = RecordField(member: "trace_id", field: Field("trace_id", "Trace"))
    static let statement = RecordField(member: "statement", field: Field("statement", "Statement", .longText))

    /// Asks for records and takes these members of each.
    static func listing(
        _ members: [RecordField],
        _ session: Session,
        _ path: String,
        _ parameters: [(String, String)],
        empty: String
    ) throws(FraiseError) -> Listing {
        let answer = try session.ask("GET", path, parameters)
        let records = answer["records"]?.elements ?? []
        var listing = Listing(
            members.map(\.field),
            rows: records.map { record in members.map { record[$0.member] ?? .null } },
            empty: empty
        )
        if let moment = answer["complete_from"]?.text {
            listing.notes = ["complete from \(TerminalText.visible(moment)) on only: memory is being rebuilt"]
        }
        return listing
    }
}
