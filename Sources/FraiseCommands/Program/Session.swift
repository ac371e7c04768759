internal import FraiseControl
internal import FraiseModel
internal import FraisePlatform

/// One run of a command: its agent and its output.
struct Session {
    var environment: CommandEnvironment
    var options: GlobalOptions

    /// Asks the agent and parses its answer.
    func ask(_ method: String = "GET", _ path: String, _ parameters: [(String, String)] = [])
        throws(FraiseError)
        -> JSONValue
    {
        let response = try AgentConnection(environment: environment, socket: options.socket)
            .send(method, path, parameters)
        return try JSONParser.parse(response.body)
    }

    /// Shows a listing in the form asked for.
    func show(_ listing: Listing) throws(FraiseError) {
        try show([listing], json: listing.document, csv: listing)
    }

    /// Shows several listings as one table; JSON and CSV are given on their own.
    func show(_ listings: [Listing], json: JSONValue, csv: Listing) throws(FraiseError) {
        switch options.format {
        case .table:
            let renderer = TableRenderer(
                width: environment.output.isTerminal ? environment.output.columns : nil,
                style: style,
                times: try times()
            )
            try write(listings.map { renderer.text($0) }.joined(separator: "\n"))
        case .json:
            try environment.output.write(JSONWriter.bytes(json, indentation: 2) + [UInt8(ascii: "\n")])
        case .csv:
            let renderer = CSVRenderer(isRaw: options.raw, isForTerminal: environment.output.isTerminal)
            try write(renderer.text(csv))
        }
    }

    /// Writes a text as it is.
    func write(_ text: String) throws(FraiseError) {
        try environment.output.write(Array(text.utf8))
    }

    /// Says no to a form that a command does not have.
    func requireTable(_ command: String) throws(FraiseError) {
        guard options.format == .table else {
            throw FraiseError(.usage, "\(command) has one form only", remedy: "leave --format out")
        }
    }

    private var style: TextStyle {
        let isWanted = environment.variable("NO_COLOR") == nil && environment.variable("TERM") != "dumb"
        return TextStyle(isOn: environment.output.isTerminal && isWanted)
    }

    private func times() throws(FraiseError) -> LocalTimes {
        let database = TimeZoneDatabase()
        if let name = options.timezone {
            do throws(FraiseError) {
                return LocalTimes(try database.rules(named: name))
            } catch {
                throw FraiseError(.usage, "--timezone \(name): \(error.message)", remedy: error.remedy)
            }
        }
        // A machine without a time-zone database still has its answers, in UTC.
        let rules = try? database.machineRules(variable: environment.variable("TZ"))
        return LocalTimes(rules ?? .utc)
    }
}
