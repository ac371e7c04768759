internal import CLibpq

/// Where to connect: a URL or `key=value` text for libpq (PostgreSQL, "Connection Strings"), checked, with a
/// description that can be shown.
struct ConnectionTarget: Sendable {
    /// The text as configured; may hold a password and is never shown.
    let text: String
    /// Whether it names alternatives, such as a primary and its standbys.
    let hasSeveralHosts: Bool
    /// The password within it, nil when it comes from elsewhere; to be cut out of messages.
    private let password: String?

    /// Checks the text. What libpq complains about may quote a badly escaped password, so the error does not
    /// repeat it.
    init(_ text: String) throws(PostgresError) {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &message) else {
            PQfreemem(message)
            throw ConnectionTarget.unreadable("it is no connection URL or key=value text")
        }
        defer { PQconninfoFree(options) }
        var given: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { given[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        if given["host"]?.contains("@") == true {
            throw ConnectionTarget.unreadable("the host holds an @: in a password it is written %40")
        }
        if given["port"]?.contains(where: { !$0.isNumber && $0 != "," }) == true {
            throw ConnectionTarget.unreadable(
                "the port is no number: in a password / is written %2F and : %3A"
            )
        }
        self.text = text
        hasSeveralHosts = [given["host"], given["hostaddr"]].contains { $0?.contains(",") == true }
        password = given["password"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `message` without the password.
    func cleaned(_ message: String) -> String {
        guard let password else { return message }
        var result = ""
        var rest = Substring(message)
        while let found = rest.firstRange(of: password) {
            result += rest[..<found.lowerBound] + "***"
            rest = rest[found.upperBound...]
        }
        return result + rest
    }

    private static func unreadable(_ why: String) -> PostgresError {
        PostgresError(
            .configuration,
            "postgresql.url: \(why)",
            remedy: "write postgresql://USER@HOST:PORT/DATABASE and leave the password to ~/.pgpass or "
                + "PGPASSWORD"
        )
    }
}

extension Substring {
    /// The first place of `text`, compared by bytes.
    fileprivate func firstRange(of text: String) -> Range<Index>? {
        let needle = Array(text.utf8)
        var start = startIndex
        while start < endIndex {
            if self[start...].utf8.starts(with: needle) {
                let end = utf8.index(start, offsetBy: needle.count)
                return start..<end
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}
