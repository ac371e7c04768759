extension ScalarType where Value == DurationValue {
    static func duration(_ range: ClosedRange<DurationValue>) -> ScalarType {
        let bounds = "\(range.lowerBound) to \(range.upperBound)"
        let expected = "a duration of \(bounds), such as 100ms, 10s, 5m, 24h or 90d"
        return ScalarType(
            name: "duration of \(bounds)",
            expected: expected,
            example: "10s",
            parse: { text throws(ValueProblem) in
                guard let value = DurationValue(text) else {
                    let isNumber = NumberWithUnit(text)?.unit == ""
                    throw ValueProblem(
                        isNumber ? "\(Quoted.text(text)) has no unit" : "\(Quoted.text(text)) is no duration",
                        expected: expected
                    )
                }
                guard range.contains(value) else {
                    throw ValueProblem("\(Quoted.text(text)) is out of range", expected: expected)
                }
                return value
            },
            show: { $0.text }
        )
    }
}

extension ScalarType where Value == Int64 {
    static func size(_ range: ClosedRange<Int64>) -> ScalarType {
        let bounds = "\(ByteSize.text(range.lowerBound)) to \(ByteSize.text(range.upperBound))"
        let expected = "a size of \(bounds), such as 64KiB, 256MiB or 50GiB"
        return ScalarType(
            name: "size of \(bounds)",
            expected: expected,
            example: "64KiB",
            parse: { text throws(ValueProblem) in
                guard let value = ByteSize.parse(text) else {
                    let isNumber = NumberWithUnit(text)?.unit == ""
                    throw ValueProblem(
                        isNumber ? "\(Quoted.text(text)) has no unit" : "\(Quoted.text(text)) is no size",
                        expected: expected
                    )
                }
                guard range.contains(value) else {
                    throw ValueProblem("\(Quoted.text(text)) is out of range", expected: expected)
                }
                return value
            },
            show: { ByteSize.text($0) }
        )
    }
}

extension ScalarType where Value == Double {
    /// 0 to 1, shown as such.
    static var ratio: ScalarType {
        share(name: "ratio", upTo: 1, expected: "a ratio of 0 to 1, such as 0.8 or 80%") { "\($0)" }
    }

    /// A share up to a half, shown as a percentage.
    static var percentage: ScalarType {
        share(name: "percentage", upTo: 0.5, expected: "a percentage of 0% to 50%, such as 5%") { value in
            let hundredths = (value * 10_000).rounded() / 100
            return hundredths == hundredths.rounded() ? "\(Int(hundredths))%" : "\(hundredths)%"
        }
    }

    private static func share(
        name: String,
        upTo limit: Double,
        expected: String,
        show: @escaping @Sendable (Double) -> String
    ) -> ScalarType {
        ScalarType(
            name: name,
            expected: expected,
            example: "0.5",
            parse: { text throws(ValueProblem) in
                guard let number = NumberWithUnit(text), number.unit == "" || number.unit == "%" else {
                    throw ValueProblem("\(Quoted.text(text)) is no \(name)", expected: expected)
                }
                if name == "percentage", number.unit == "", number.value != 0 {
                    throw ValueProblem("\(Quoted.text(text)) has no % behind it", expected: expected)
                }
                let value = number.unit == "%" ? number.value / 100 : number.value
                guard value <= limit else {
                    throw ValueProblem("\(Quoted.text(text)) is out of range", expected: expected)
                }
                return value
            },
            show: show
        )
    }
}

extension ScalarType where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> ScalarType {
        let expected = "a whole number of \(range.lowerBound) to \(range.upperBound)"
        return ScalarType(
            name: "integer of \(range.lowerBound) to \(range.upperBound)",
            expected: expected,
            example: "\(range.lowerBound)",
            parse: { text throws(ValueProblem) in
                guard let number = NumberWithUnit(text), number.unit.isEmpty, number.decimals == 0 else {
                    throw ValueProblem("\(Quoted.text(text)) is no whole number", expected: expected)
                }
                guard range.contains(Int(number.digits)) else {
                    throw ValueProblem("\(Quoted.text(text)) is out of range", expected: expected)
                }
                return Int(number.digits)
            },
            show: { "\($0)" }
        )
    }
}

extension ScalarType where Value == Bool {
    static var boolean: ScalarType {
        ScalarType(
            name: "true or false",
            expected: "true or false",
            example: "true",
            parse: { text throws(ValueProblem) in
                switch text {
                case "true": return true
                case "false": return false
                default:
                    throw ValueProblem("\(Quoted.text(text)) is neither", expected: "true or false")
                }
            },
            show: { $0 ? "true" : "false" }
        )
    }
}

extension ScalarType where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    /// One of a few words.
    static var word: ScalarType {
        let words = Value.allCases.map(\.rawValue)
        let expected = words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
        return ScalarType(
            name: words.map { "`\($0)`" }.joined(separator: ", "),
            expected: expected,
            example: words.first ?? "",
            choices: words,
            parse: { text throws(ValueProblem) in
                if let value = Value(rawValue: text) { return value }
                let near = NearestName.find(text, in: words)
                throw ValueProblem(
                    "\(Quoted.text(text)) is not known",
                    expected: near.map { "\(expected) (nearest: \($0))" } ?? expected
                )
            },
            show: { $0.rawValue }
        )
    }
}

extension ScalarType where Value == UInt32 {
    /// Permissions of a file in octal.
    static var permissions: ScalarType {
        let expected = "permissions in octal, such as \"0660\"; the owner must be able to read and write"
        return ScalarType(
            name: "octal permissions",
            expected: expected,
            example: "\"0660\"",
            parse: { text throws(ValueProblem) in
                guard (3...4).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 48 && $0 <= 55 }),
                    let value = UInt32(text, radix: 8), value <= 0o777, value & 0o600 == 0o600
                else { throw ValueProblem("\(Quoted.text(text)) cannot be used", expected: expected) }
                return value
            },
            show: { mode in
                let digits = String(mode, radix: 8)
                return "\"" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "\""
            }
        )
    }
}

extension ScalarType where Value == DatabaseURL {
    static var databaseURL: ScalarType {
        ScalarType(
            name: "database URL",
            expected: DatabaseURL.expected,
            example: "\"postgresql:///app\"",
            parse: { text throws(ValueProblem) in try DatabaseURL(text) },
            show: { YAMLScalar.quoted($0.redacted) }
        )
    }
}

extension ScalarType where Value == ListenAddress {
    static var listenAddress: ScalarType {
        let expected = "an address of this machine itself and a port, such as 127.0.0.1:9187 or [::1]:9187"
        return ScalarType(
            name: "address",
            expected: expected,
            example: "127.0.0.1:9187",
            parse: { text throws(ValueProblem) in
                guard let address = ListenAddress(text) else {
                    throw ValueProblem("\(Quoted.text(text)) cannot be listened on", expected: expected)
                }
                return address
            },
            show: { YAMLScalar.quoted($0.description) }
        )
    }
}
