/// One column of a listing: its name in JSON and CSV, and its heading and form in a table.
struct Field {
    /// How a value is shown in a table.
    enum Form {
        case text
        /// A text that may be cut where the terminal is narrow; the last column at best.
        case longText
        case status
        case number
        case milliseconds
        case seconds
        case percent
        case bytes
        case time
    }

    var name: String
    var title: String
    var form: Form

    init(_ name: String, _ title: String, _ form: Form = .text) {
        self.name = name
        self.title = title
        self.form = form
    }

    /// Figures stand at the right of their column.
    var isFigure: Bool {
        switch form {
        case .number, .milliseconds, .seconds, .percent, .bytes: true
        case .text, .longText, .status, .time: false
        }
    }
}
