/// A decimal number with a unit behind it, `1.5GiB`, kept exact: digits before and after the point.
struct NumberWithUnit {
    var digits: Int64
    /// How many of the digits stand behind the point.
    var decimals: Int
    var unit: String

    /// Nil unless the text is digits, perhaps a point and digits, then letters or `%`; one blank may stand
    /// between them. At most 15 digits.
    init?(_ text: String) {
        var digits: Int64 = 0
        var count = 0
        var decimals = 0
        var pointSeen = false
        var rest = Substring(text)
        while let character = rest.unicodeScalars.first {
            if let digit = NumberWithUnit.digit(character) {
                count += 1
                guard count <= 15 else { return nil }
                digits = digits * 10 + digit
                if pointSeen { decimals += 1 }
            } else if character == ".", !pointSeen, count > 0 {
                pointSeen = true
            } else {
                break
            }
            rest = Substring(rest.unicodeScalars.dropFirst())
        }
        guard count > 0, !pointSeen || decimals > 0 else { return nil }
        if rest.first == " ", rest.count > 1 { rest = rest.dropFirst() }
        guard rest.unicodeScalars.allSatisfy({ $0.isASCII && ($0.properties.isAlphabetic || $0 == "%") })
        else {
            return nil
        }
        self.digits = digits
        self.decimals = decimals
        unit = String(rest)
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Int64? {
        scalar >= "0" && scalar <= "9" ? Int64(scalar.value) - 48 : nil
    }

    /// The number times `factor` as a whole number; nil when it is not whole or does not fit.
    func scaled(by factor: Int64) -> Int64? {
        let divisor = (0..<decimals).reduce(Int128(1)) { product, _ in product * 10 }
        let product = Int128(digits) * Int128(factor)
        guard product % divisor == 0 else { return nil }
        return Int64(exactly: product / divisor)
    }

    /// The number as a floating-point value.
    var value: Double {
        Double(digits) / (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    }
}
