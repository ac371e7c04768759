internal import FraiseArchive
internal import FraiseControl
internal import FraiseModel
internal import FraisePostgres

/// Rows of `server_event`: the server's and security records of a sealed segment, by their number in it.
enum ServerEvents {
    /// Most rows of a segment; what is over stays in the archive only.
    private static let limit = 10_000

    static func rows(of segment: SealedSegment, host: String) -> [ServerEventRow] {
        var rows: [ServerEventRow] = []
        var ordinal: Int64 = 0
        let mark = Array("\"kind\":\"server\"".utf8)
        try? segment.forEachBlock { lines in
            var start = 0
            while start < lines.count, rows.count < limit {
                let end = lines[start...].firstIndex(of: 10) ?? lines.count
                let line = UnsafeRawBufferPointer(rebasing: lines[start..<end])
                // `kind` stands near the front of every record, after timestamp, host and source.
                if line.prefix(400).firstRange(of: mark) != nil,
                    let row = row(Array(line), segment: segment, ordinal: ordinal, host: host)
                {
                    rows.append(row)
                }
                ordinal += 1
                start = end + 1
            }
        }
        return rows
    }

    private static func row(
        _ line: [UInt8],
        segment: SealedSegment,
        ordinal: Int64,
        host: String
    ) -> ServerEventRow? {
        guard let value = try? JSONParser.parse(line), value["kind"]?.text == "server",
            let at = value["timestamp"]?.text.flatMap({ Timestamp(recordText: $0) })
        else { return nil }
        var row = ServerEventRow(
            archive: segment.end.archive,
            segment: segment.end.segment,
            ordinal: ordinal,
            host: host,
            source: value["source"]?.text ?? "",
            at: at,
            eventType: value["event_type"]?.text ?? ""
        )
        row.severity = value["severity"]?.text
        row.errorCode = value["error_code"]?.text
        row.message = value["error"]?.text ?? value["attributes"]?["message"]?.text
        row.database = value["database"]?.text
        row.user = value["db_user"]?.text
        row.applicationName = value["application_name"]?.text
        row.traceID = value["trace_id"]?.text
        return row
    }
}
