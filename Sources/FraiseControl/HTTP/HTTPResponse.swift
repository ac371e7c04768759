/// An answer of the control socket as it came over the wire.
public struct HTTPResponse: Hashable, Sendable {
    /// HTTP status, 200 to 599.
    public var status: Int
    /// Header fields, names in lower case.
    public var headers: [Header]
    public var body: [UInt8]

    /// A header field.
    public struct Header: Hashable, Sendable {
        public var name: String
        public var value: String
    }

    /// The value of the first header field of that name, which is in lower case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}
