/// How to reach a database: a `postgresql://` address or a `key=value` text of libpq (PostgreSQL manual, "Connection
/// Strings"). Its description leaves passwords out; only `text` has them.
public struct DatabaseURL: Hashable, Sendable, CustomStringConvertible {
    /// As configured, for libpq. Never to be printed.
    public let text: String
    /// The text with every password replaced by `***`.
    public let redacted: String

    /// Checks the syntax only. Messages never contain the text.
    public init(_ text: String) throws(ValueProblem) {
        let parsed: (redacted: String, problem: String?)
        if text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
            parsed = ("", "it contains a control character")
        } else if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
            parsed = DatabaseURL.readAddress(text)
        } else if text.contains("://") {
            parsed = ("", "the scheme is not postgresql")
        } else {
            parsed = DatabaseURL.readKeywords(text)
        }
        if let problem = parsed.problem { throw ValueProblem(problem, expected: DatabaseURL.expected) }
        self.text = text
        redacted = parsed.redacted
    }

    /// Whether a password stands in the text itself.
    public var hasPassword: Bool { redacted != text }

    public var description: String { redacted }

    static let expected =
        "postgresql://[user@][host][:port][/database][?parameter=value] or \"key=value …\" as libpq takes it"

    private static let secrets: Set<String> = [
        "password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key",
    ]

    private static func readAddress(_ text: String) -> (redacted: String, problem: String?) {
        guard let start = text.firstRange(of: "://")?.upperBound else { return ("", "the scheme is missing") }
        let question = text[start...].firstIndex(of: "?") ?? text.endIndex
        let slash = text[start..<question].firstIndex(of: "/") ?? question
        guard isEscapedRight(text[start...]) else { return ("", "a % is not followed by two hex digits") }

        var authority = text[start..<slash]
        var redacted = String(text[..<start])
        if let at = authority.lastIndex(of: "@") {
            let user = authority[..<at]
            if let colon = user.firstIndex(of: ":") {
                let password = user[user.index(after: colon)...]
                redacted += user[...colon] + (password.isEmpty ? "" : "***") + "@"
            } else {
                redacted += user + "@"
            }
            authority = authority[authority.index(after: at)...]
        }
        for host in authority.split(separator: ",", omittingEmptySubsequences: false) {
            if let problem = problem(ofHost: host) { return ("", problem) }
        }
        redacted += authority + text[slash..<question]
        guard question < text.endIndex else { return (redacted, nil) }

        var parameters: [String] = []
        for parameter in text[text.index(after: question)...].split(
            separator: "&",
            omittingEmptySubsequences: false
        ) {
            guard let equals = parameter.firstIndex(of: "="), equals != parameter.startIndex else {
                return ("", "a parameter behind ? is not of the form name=value")
            }
            let isSecret = secrets.contains(String(parameter[..<equals]))
            parameters.append(isSecret ? parameter[...equals] + "***" : String(parameter))
        }
        return (redacted + "?" + parameters.joined(separator: "&"), nil)
    }

    private static func problem(ofHost host: Substring) -> String? {
        var port: Substring?
        if host.hasPrefix("[") {
            guard let close = host.firstIndex(of: "]") else {
                return "a bracket of an IPv6 address is not closed"
            }
            let behind = host[host.index(after: close)...]
            guard behind.isEmpty || behind.hasPrefix(":") else { return "text behind the bracket of a host" }
            port = behind.isEmpty ? nil : behind.dropFirst()
        } else if let colon = host.firstIndex(of: ":") {
            port = host[host.index(after: colon)...]
        }
        guard let port, !port.isEmpty else { return nil }
        guard port.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(port),
            (1...65_535).contains(number)
        else { return "the port is not a number from 1 to 65535" }
        return nil
    }

    private static func isEscapedRight(_ text: Substring) -> Bool {
        var rest = text.utf8
        while let percent = rest.firstIndex(of: UInt8(ascii: "%")) {
            let digits = rest[rest.index(after: percent)...].prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
                return false
            }
            rest = rest[digits.endIndex...]
        }
        return true
    }

    /// libpq's `key = value` pairs: values may stand in single quotes, with `\'` and `\\` in them.
    private static func readKeywords(_ text: String) -> (redacted: String, problem: String?) {
        var redacted = ""
        var rest = Substring(text)
        while true {
            let blanks = rest.prefix { $0.isWhitespace }
            redacted += blanks
            rest = rest[blanks.endIndex...]
            if rest.isEmpty { break }
            let key = rest.prefix { $0 != "=" && !$0.isWhitespace }
            let behind = rest[key.endIndex...].drop { $0.isWhitespace }
            guard !key.isEmpty, behind.first == "=" else {
                return ("", "it is neither an address nor key=value pairs")
            }
            let value = behind.dropFirst().drop { $0.isWhitespace }
            redacted += rest[..<value.startIndex]
            guard let end = endOfValue(value) else { return ("", "a quote is not closed") }
            redacted += secrets.contains(String(key)) && end > value.startIndex ? "***" : value[..<end]
            rest = rest[end...]
        }
        return redacted.allSatisfy(\.isWhitespace) ? ("", "it is empty") : (redacted, nil)
    }

    private static func endOfValue(_ value: Substring) -> Substring.Index? {
        let isQuoted = value.first == "'"
        var index = isQuoted ? value.index(after: value.startIndex) : value.startIndex
        while index < value.endIndex {
            let character = value[index]
            if character == "\\" {
                index = value.index(after: index)
                if index == value.endIndex { break }
            } else if isQuoted ? character == "'" : character.isWhitespace {
                return isQuoted ? value.index(after: index) : index
            }
            index = value.index(after: index)
        }
        return isQuoted ? nil : value.endIndex
    }
}
