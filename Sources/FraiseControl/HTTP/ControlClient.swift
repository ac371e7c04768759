public import FraiseModel
internal import FraisePlatform

/// Asks the agent over its socket: one connection a request, blocking, on a plain socket so that a command starts
/// fast.
public struct ControlClient: Sendable {
    /// Path of the socket.
    public var path: String
    /// Nanoseconds for connecting, asking and the whole answer together.
    public var timeout: Int64
    /// Most bytes of an answer.
    public var bodyLimit: Int
    /// Sent with each request when it is there (W3C Trace Context).
    public var traceparent: String?

    /// A client; nothing is connected yet.
    public init(
        path: String,
        timeout: Int64 = 30_000_000_000,
        bodyLimit: Int = 64 << 20,
        traceparent: String? = nil
    ) {
        self.path = path
        self.timeout = timeout
        self.bodyLimit = bodyLimit
        self.traceparent = traceparent
    }

    /// Sends a request and waits for its answer, whatever its status.
    ///
    /// - Parameter parameters: names and values of the query; they are percent-encoded here.
    /// - Throws: the system call that failed, `badData` when the answer is no HTTP.
    public func send(
        _ method: String,
        _ target: String,
        parameters: [(String, String)] = [],
        accept: String? = nil
    ) throws(FraiseError) -> HTTPResponse {
        let deadline = SystemClock.monotonic() + timeout
        let socket = try UnixSocket(connectingTo: path, deadline: deadline)
        var request = "\(method) \(ControlClient.target(target, parameters)) HTTP/1.1\r\nhost: localhost\r\n"
        request += "connection: close\r\n"
        if let accept { request += "accept: \(accept)\r\n" }
        if let traceparent, Traceparent.isValid(traceparent) { request += "traceparent: \(traceparent)\r\n" }
        if method == "POST" { request += "content-length: 0\r\n" }
        try socket.send(Array((request + "\r\n").utf8), deadline: deadline)
        var parser = HTTPResponseParser(bodyLimit: bodyLimit, hasNoBody: method == "HEAD")
        while true {
            let bytes = try socket.receive(deadline: deadline)
            if bytes.isEmpty { return try parser.end() }
            if let response = try parser.receive(bytes) { return response }
        }
    }

    /// A path with a query; everything but unreserved characters is percent-encoded (RFC 3986, section 2.3).
    static func target(_ path: String, _ parameters: [(String, String)]) -> String {
        let query = parameters.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
        return query.isEmpty ? path : "\(path)?\(query)"
    }

    private static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + Hexadecimal.text([byte]).uppercased()
            }
        }
        return result
    }
}
