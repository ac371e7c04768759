internal import FoundationEssentials
public import FraiseModel

/// A JSON document, read by Foundation's decoder: what the programs write must be understood by others.
public enum JSONTree: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case array([JSONTree])
    case object([String: JSONTree])

    /// Reads a document.
    ///
    /// - Throws: `badData` with the beginning of it, when it is none.
    public init(_ bytes: [UInt8]) throws(FraiseError) {
        do {
            self = try JSONDecoder().decode(JSONTree.self, from: Data(bytes))
        } catch {
            let start = String(decoding: bytes.prefix(1000), as: UTF8.self)
            throw FraiseError(.badData, "no JSON: \(error): \(start)")
        }
    }

    /// A member of an object; nil when there is none.
    public subscript(_ name: String) -> JSONTree? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// An element of an array; nil when there is none.
    public subscript(_ index: Int) -> JSONTree? {
        if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
    }

    /// The elements of an array; empty for anything else.
    public var elements: [JSONTree] { if case .array(let elements) = self { elements } else { [] } }

    /// The members of an object; empty for anything else.
    public var members: [String: JSONTree] { if case .object(let members) = self { members } else { [:] } }

    /// A whole number.
    public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }

    /// Any number.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// A string.
    public var text: String? { if case .text(let text) = self { text } else { nil } }

    /// A number of milliseconds in nanoseconds.
    public var nanoseconds: Int64? { number.map { Int64(($0 * 1e6).rounded()) } }
}

extension JSONTree: Decodable {
    /// For the decoder; use `init(_:)`.
    public init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: Name.self) {
            var object: [String: JSONTree] = [:]
            for name in members.allKeys {
                object[name.stringValue] = try members.decode(JSONTree.self, forKey: name)
            }
            self = .object(object)
        } else if var elements = try? decoder.unkeyedContainer() {
            var array: [JSONTree] = []
            while !elements.isAtEnd { array.append(try elements.decode(JSONTree.self)) }
            self = .array(array)
        } else {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                self = .null
            } else if let text = try? value.decode(String.self) {
                self = .text(text)
            } else if let flag = try? value.decode(Bool.self) {
                self = .bool(flag)
            } else if let integer = try? value.decode(Int64.self) {
                self = .integer(integer)
            } else {
                self = .number(try value.decode(Double.self))
            }
        }
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
