/// The schema that holds the tables, from the configuration, in the two forms that SQL needs.
struct SchemaName: Hashable, Sendable {
    /// As configured.
    let text: String

    /// Checks the name: 1 to 63 bytes, no control characters, no `$`, not one of the system's own.
    init(_ text: String) throws(PostgresError) {
        let isUsable =
            (1...63).contains(text.utf8.count) && !text.hasPrefix("pg_") && text != "information_schema"
            && !text.unicodeScalars.contains { $0.value < 32 || $0.value == 127 || $0 == "$" }
        guard isUsable else {
            throw PostgresError(
                .configuration,
                "postgresql.schema: not a name that can be used",
                remedy: "use 1 to 63 bytes without control characters or $, not beginning with pg_"
            )
        }
        self.text = text
    }

    /// As an identifier, quoted.
    var identifier: String { "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\"" }

    /// As a string literal, quoted.
    var literal: String {
        "E'" + text.map { $0 == "'" ? "''" : $0 == "\\" ? "\\\\" : String($0) }.joined() + "'"
    }

    /// `sql` with the identifier in place of `@schema@` and the literal in place of `@schema_text@`.
    func filled(_ sql: String) -> String {
        var result = ""
        // Even pieces are SQL, odd ones stand between two @; neither word occurs otherwise.
        for (number, piece) in sql.split(separator: "@", omittingEmptySubsequences: false).enumerated() {
            if number % 2 == 0 {
                result += piece
            } else {
                result += piece == "schema" ? identifier : literal
            }
        }
        return result
    }
}
