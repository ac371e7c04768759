/// What a statement returned, in text form.
struct PostgresRows: Sendable {
    /// Rows returned.
    let count: Int
    /// Rows inserted, changed or deleted; 0 for a query.
    let affected: Int
    private let columns: Int
    private let cells: [String?]

    /// `count` rows from their cells, `columns` for each.
    init(count: Int, columns: Int, cells: [String?], affected: Int) {
        self.count = count
        self.columns = columns
        self.cells = cells
        self.affected = affected
    }

    /// Whether there is no row.
    var isEmpty: Bool { count == 0 }

    /// The value in a row and column, nil for SQL's null.
    subscript(row: Int, column: Int) -> String? { cells[row * columns + column] }

    /// An integer in a row and column, nil for SQL's null.
    func integer(_ row: Int, _ column: Int) -> Int64? { self[row, column].flatMap { Int64($0) } }
}
