public import FraiseModel

/// Takes an HTTP/1.1 response apart as its bytes come (RFC 9112). Knows no sockets.
public struct HTTPResponseParser {
    /// Most bytes of status line and header fields.
    public static let headLimit = 64 * 1024

    private enum State {
        case head
        /// So many bytes of the body are missing.
        case body(Int)
        case untilEnd
        case chunkSize
        case chunk(Int)
        case chunkEnd
        case trailer
        case done
    }

    private let bodyLimit: Int
    private let hasNoBody: Bool
    private var state = State.head
    private var pending: [UInt8] = []
    private var taken = 0
    private var response = HTTPResponse(status: 0, headers: [], body: [])

    /// A parser for one response.
    ///
    /// - Parameters:
    ///   - bodyLimit: most bytes of the body.
    ///   - hasNoBody: true after a HEAD request.
    public init(bodyLimit: Int, hasNoBody: Bool = false) {
        self.bodyLimit = bodyLimit
        self.hasNoBody = hasNoBody
    }

    /// Takes bytes; the response when it is whole.
    ///
    /// - Throws: `badData` when they are no response, or one over the limits.
    public mutating func receive(_ bytes: [UInt8]) throws(FraiseError) -> HTTPResponse? {
        pending += bytes
        while try advance() {}
        if taken > 0 {
            pending.removeFirst(taken)
            taken = 0
        }
        if case .done = state { return response }
        return nil
    }

    /// The peer has closed.
    ///
    /// - Returns: the response, when its end is the connection's.
    /// - Throws: `badData` when it is not whole.
    public mutating func end() throws(FraiseError) -> HTTPResponse {
        switch state {
        case .untilEnd, .done: return response
        default: throw failure("the connection ended before the answer")
        }
    }

    private func failure(_ text: String) -> FraiseError {
        FraiseError(.badData, "the answer is no HTTP/1.1 response: \(text)")
    }

    private mutating func advance() throws(FraiseError) -> Bool {
        switch state {
        case .head: return try head()
        case .body(let left):
            let count = take(left)
            state = count == left ? .done : .body(left - count)
            return false
        case .untilEnd:
            _ = take(pending.count - taken)
            guard response.body.count <= bodyLimit else {
                throw failure("its body is over \(bodyLimit) bytes")
            }
            return false
        case .chunkSize:
            guard let line = try line() else { return false }
            let digits = line.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
            guard !digits.isEmpty, digits.utf8.count <= 8, let size = Int(digits, radix: 16), size >= 0 else {
                throw failure("the size of a chunk is wrong")
            }
            guard response.body.count + size <= bodyLimit else {
                throw failure("its body is over \(bodyLimit) bytes")
            }
            state = size == 0 ? .trailer : .chunk(size)
            return true
        case .chunk(let left):
            let count = take(left)
            state = count == left ? .chunkEnd : .chunk(left - count)
            return count == left
        case .chunkEnd:
            guard let line = try line() else { return false }
            guard line.isEmpty else { throw failure("a chunk is longer than its size") }
            state = .chunkSize
            return true
        case .trailer:
            guard let line = try line() else { return false }
            if line.isEmpty { state = .done }
            return !line.isEmpty
        case .done: return false
        }
    }

    /// Moves up to `count` bytes to the body.
    private mutating func take(_ count: Int) -> Int {
        let available = min(count, pending.count - taken)
        response.body += pending[taken..<(taken + available)]
        taken += available
        return available
    }

    /// The next line without its end; nil when it is not whole.
    private mutating func line() throws(FraiseError) -> String? {
        guard let end = pending[taken...].firstIndex(of: UInt8(ascii: "\n")) else {
            guard pending.count - taken <= HTTPResponseParser.headLimit else {
                throw failure("a line is too long")
            }
            return nil
        }
        var bytes = pending[taken..<end]
        taken = end + 1
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw failure("a line is no text") }
        return text
    }

    private mutating func head() throws(FraiseError) -> Bool {
        guard let line = try line() else { return false }
        if response.status == 0 {
            let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].utf8.count == 3,
                let status = Int(words[1]), status >= 100
            else { throw failure("it begins with another line than a status") }
            response.status = status
            return true
        }
        if !line.isEmpty {
            guard let colon = line.firstIndex(of: ":"), response.headers.count < 200 else {
                throw failure("a header field is wrong")
            }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            let name = line[..<colon].lowercased()
            response.headers.append(HTTPResponse.Header(name: name, value: String(value)))
            return true
        }
        if response.status < 200 {
            response = HTTPResponse(status: 0, headers: [], body: [])
            return true
        }
        try chooseBody()
        return true
    }

    /// RFC 9112, section 6.3.
    private mutating func chooseBody() throws(FraiseError) {
        if hasNoBody || response.status == 204 || response.status == 304 {
            state = .done
        } else if let coding = response.header("transfer-encoding") {
            guard coding.lowercased() == "chunked" else {
                throw failure("transfer coding '\(coding)' is unknown")
            }
            state = .chunkSize
        } else if let text = response.header("content-length") {
            guard let length = Int(text), length >= 0 else { throw failure("content-length is '\(text)'") }
            guard length <= bodyLimit else { throw failure("its body is over \(bodyLimit) bytes") }
            state = length == 0 ? .done : .body(length)
        } else {
            state = .untilEnd
        }
    }
}
