/// One step of the schema's history. A step that was released is never changed; a change is a new step.
struct Migration: Sendable {
    /// 1, 2, 3 …
    var version: Int
    /// What it brings, in a few words.
    var name: String
    /// Statements with `@schema@` where the schema's identifier goes, `@schema_text@` for its literal.
    var sql: String

    /// All steps in order.
    static let all = [
        Migration(version: 1, name: "tables", sql: tables),
        Migration(version: 2, name: "partitions", sql: partitions),
        Migration(version: 3, name: "sketches and views", sql: views),
    ]
}
