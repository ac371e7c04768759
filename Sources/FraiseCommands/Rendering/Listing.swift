internal import FraiseControl

/// What a command answers: rows of fields, from which table, JSON and CSV are made.
struct Listing {
    /// How a table shows it.
    enum Layout {
        /// A line for each row.
        case rows
        /// One row, a line for each field.
        case sheet
    }

    var title: String?
    var fields: [Field]
    var rows: [[JSONValue]]
    var layout = Layout.rows
    /// Said in place of a table without rows.
    var empty = "Nothing to show"
    /// Lines after the table.
    var notes: [String] = []
    /// The JSON where it is not simply the rows.
    var json: JSONValue?

    /// A listing of rows.
    init(_ fields: [Field], rows: [[JSONValue]], empty: String) {
        self.fields = fields
        self.rows = rows
        self.empty = empty
    }

    /// One row, a line for each field.
    init(sheet values: [(Field, JSONValue)], title: String? = nil) {
        fields = values.map(\.0)
        rows = [values.map(\.1)]
        layout = .sheet
        self.title = title
    }

    /// The JSON: a sheet is an object, rows are an array of objects.
    var document: JSONValue {
        if let json { return json }
        let objects = rows.map { row in
            JSONValue.object(zip(fields, row).map { JSONValue.Member($0.name, $1) })
        }
        return layout == .sheet ? objects.first ?? .object([]) : .array(objects)
    }
}
