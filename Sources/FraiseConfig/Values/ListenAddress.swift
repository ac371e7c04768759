/// An address and port to listen on, `127.0.0.1:9187` or `[::1]:9187`; only the machine itself can reach it.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// `127.x.y.z` or `::1`, without brackets.
    public var host: String
    /// 1 to 65,535.
    public var port: Int

    /// Nil unless the text is a loopback address and a port. `localhost` is 127.0.0.1.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (1...65_535).contains(port),
            text[text.index(after: colon)...].allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        self.port = port
        let host = String(text[..<colon])
        switch host {
        case "localhost": self.host = "127.0.0.1"
        case "[::1]": self.host = "::1"
        default:
            let parts = host.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 4, parts[0] == "127",
                parts.allSatisfy({ $0.count <= 3 && $0.allSatisfy(\.isASCII) && UInt8($0) != nil })
            else { return nil }
            self.host = host
        }
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
