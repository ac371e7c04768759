internal import FraisePlatform

/// A request as it came over the socket.
struct ServerRequest: Sendable {
    var method: String
    /// Path with query.
    var target: String
    /// Names in lower case.
    var headers: [(name: String, value: String)] = []
    var peer: PeerCredentials?

    /// The values of a header field, joined as RFC 9110, section 5.3 allows; nil when there is none.
    func header(_ name: String) -> String? {
        let values = headers.filter { $0.name == name }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }
}
