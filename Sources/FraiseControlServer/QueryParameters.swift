internal import FraiseControl
internal import FraiseModel

/// The parameters of a request, taken one by one; what is left over is an error that names it.
struct QueryParameters {
    private var values: [(name: String, value: String)] = []
    private var known: [String] = []

    /// Parses the part of a target after `?`.
    init(_ query: Substring?) throws(ControlProblem) {
        for part in (query ?? "").split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try QueryParameters.decoded(halves[0])
            if values.contains(where: { $0.name == name }) {
                throw .badRequest("parameter '\(name)' is given twice")
            }
            values.append((name, halves.count == 2 ? try QueryParameters.decoded(halves[1]) : ""))
        }
    }

    /// The value of a parameter; nil when it is not there or empty.
    mutating func take(_ name: String) -> String? {
        known.append(name)
        guard let index = values.firstIndex(where: { $0.name == name }) else { return nil }
        let value = values.remove(at: index).value
        return value.isEmpty ? nil : value
    }

    /// An integer in `range`.
    mutating func take(_ name: String, _ range: ClosedRange<Int>) throws(ControlProblem) -> Int? {
        guard let text = take(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .badRequest(
                "\(name)=\(text): expected is a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    /// A window in whole seconds.
    mutating func takeWindow() throws(ControlProblem) -> Int64? {
        guard let text = take("window") else { return nil }
        guard let length = DurationText.nanoseconds(text), length % 1_000_000_000 == 0,
            length >= 1_000_000_000, length <= 400 * 86_400_000_000_000
        else {
            throw .badRequest("window=\(text): expected is a duration from 1s to 400d, such as 5m or 24h")
        }
        return length / 1_000_000_000
    }

    /// Kinds of records, separated by commas.
    mutating func takeKinds() throws(ControlProblem) -> [RecordKind] {
        guard let text = take("kind") else { return [] }
        var kinds: [RecordKind] = []
        for name in text.split(separator: ",") {
            guard let kind = RecordKind(name: String(name)) else {
                let names = RecordKind.allCases.map(\.name).joined(separator: ", ")
                throw .badRequest("kind=\(name): expected is one of \(names)")
            }
            kinds.append(kind)
        }
        return kinds
    }

    /// Ends the taking.
    ///
    /// - Throws: 400 when a parameter is left over.
    func finish() throws(ControlProblem) {
        guard let left = values.first else { return }
        let expected = known.isEmpty ? "none is known here" : "known are \(known.joined(separator: ", "))"
        throw .badRequest("parameter '\(left.name)' is unknown; \(expected)")
    }

    /// Percent-decoding (RFC 3986, section 2.1) with `+` as space, as forms write it.
    private static func decoded(_ text: Substring) throws(ControlProblem) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                guard let code = Hexadecimal.bytes(digits), code.count == 1 else {
                    throw .badRequest("'%' in the query is not followed by two hexadecimal digits")
                }
                bytes += code
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        guard let result = String(validating: bytes, as: UTF8.self) else {
            throw .badRequest("the query is no UTF-8")
        }
        return result
    }
}
