internal import FraiseControl

/// The tables of `status`.
enum StatusListings {
    static func agent(_ status: JSONValue) -> Listing {
        sheet(
            "fraiseqld",
            status,
            [
                Field("version", "Version"), Field("host", "Host"), Field("pid", "Process", .number),
                Field("uptime_seconds", "Up for", .seconds), Field("generation", "Configuration", .number),
            ]
        )
    }

    static func sources(_ status: JSONValue) -> Listing {
        let fields = [
            Field("name", "Source"), Field("path", "Path", .longText), Field("state", "State", .status),
            Field("size", "Size", .bytes), Field("lag_bytes", "Behind", .bytes),
            Field("lag_seconds", "Lag", .seconds), Field("event_age_seconds", "Newest event", .seconds),
            Field("lines", "Lines", .number), Field("records", "Records", .number),
            Field("rejected", "Rejected", .number),
        ]
        let elements = status["sources"]?.elements ?? []
        let rows = elements.map { element in fields.map { element[$0.name] ?? .null } }
        var listing = Listing(fields, rows: rows, empty: "No source is followed")
        listing.title = "sources"
        listing.notes = elements.compactMap { element in
            guard let message = element["message"]?.text, let path = element["path"]?.text else { return nil }
            return "\(TerminalText.visible(path)): \(TerminalText.visible(message))"
        }
        return listing
    }

    static func parts(_ status: JSONValue) -> [Listing] {
        var listings = [
            sheet(
                "archive",
                status["archive"] ?? .null,
                [
                    Field("directory", "Directory"), Field("bytes", "Size", .bytes),
                    Field("segments", "Sealed segments", .number),
                    Field("last_commit_at", "Last commit", .time),
                    Field("growth_bytes_per_day", "Growth a day", .bytes),
                    Field("days_left", "Days left", .number), Field("oldest", "Oldest", .time),
                ]
            ),
            sheet(
                "postgresql",
                status["postgresql"] ?? .null,
                [
                    Field("state", "State", .status), Field("message", "Message", .longText),
                    Field("rows_sent", "Rows sent", .number), Field("rows_pending", "Rows pending", .number),
                    Field("rows_skipped", "Rows skipped", .number),
                ]
            ),
            sheet(
                "memory",
                status["memory"] ?? .null,
                [
                    Field("resident_bytes", "Resident", .bytes), Field("window_bytes", "Windows", .bytes),
                    Field("window_limit_bytes", "Bound of windows", .bytes),
                    Field("window_keys", "Keys", .number),
                ]
            ),
        ]
        if let paused = status["archive"]?["paused"]?.text {
            listings[0].notes = ["ingest is paused: \(TerminalText.visible(paused))"]
        }
        let overrides = status["overrides"]?.elements ?? []
        if !overrides.isEmpty {
            let fields = [Field("key", "Key"), Field("value", "Value"), Field("origin", "Origin")]
            var listing = Listing(
                fields,
                rows: overrides.map { entry in fields.map { entry[$0.name] ?? .null } },
                empty: ""
            )
            listing.title = "overrides"
            listings.append(listing)
        }
        return listings
    }

    static func rejects(_ status: JSONValue) -> Listing {
        let fields = [
            Field("name", "Source"), Field("path", "Path"), Field("reason", "Reason"),
            Field("count", "Lines", .number),
        ]
        var rows: [[JSONValue]] = []
        for source in status["sources"]?.elements ?? [] {
            for reject in source["rejects"]?.members ?? [] {
                rows.append([
                    source["name"] ?? .null, source["path"] ?? .null, .string(reject.name), reject.value,
                ])
            }
        }
        return Listing(fields, rows: rows, empty: "No line was rejected")
    }

    static func examples(_ status: JSONValue) -> Listing {
        let fields = [
            Field("path", "Path"), Field("reason", "Reason"), Field("offset", "First byte", .number),
            Field("length", "Bytes", .number), Field("text", "Text", .longText),
        ]
        let rows = (status["recent_rejects"]?.elements ?? []).map { element in
            fields.map { element[$0.name] ?? .null }
        }
        var listing = Listing(fields, rows: rows, empty: "No reject is in memory")
        listing.title = "newest rejects"
        return listing
    }

    private static func sheet(_ title: String, _ object: JSONValue, _ fields: [Field]) -> Listing {
        let known = fields.filter { $0.name != "message" || object["message"]?.text != nil }
        return Listing(sheet: known.map { ($0, object[$0.name] ?? .null) }, title: title)
    }
}
