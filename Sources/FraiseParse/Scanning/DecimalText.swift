/// A decimal number as written: exact but for digits beyond the nineteenth, which count as "not zero" only.
struct DecimalText {
    var isNegative = false
    /// The leading digits.
    var digits: UInt64 = 0
    /// Power of ten that `digits` is to be multiplied by.
    var exponent = 0
    /// Whether digits that are not zero were left out.
    var hasMore = false

    /// Exponents are cut here; beyond it everything is out of range or zero anyway.
    private static let largestExponent = 9999

    /// Reads a number of the JSON grammar (or with leading zeros, or `+`) at `position`, which is left after it;
    /// nil when there is none. Reads no further than `end`.
    @inline(__always)
    static func read(_ position: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> DecimalText? {
        var result = DecimalText()
        var at = position
        if at < end, at.pointee == UInt8(ascii: "-") || at.pointee == UInt8(ascii: "+") {
            result.isNegative = at.pointee == UInt8(ascii: "-")
            at += 1
        }
        let first = at
        var point: UnsafePointer<UInt8>?
        while at < end {
            let digit = at.pointee &- 48
            if digit < 10 {
                if result.digits < 1_000_000_000_000_000_000 {
                    result.digits = result.digits &* 10 &+ UInt64(digit)
                    if point != nil { result.exponent -= 1 }
                } else {
                    if digit != 0 { result.hasMore = true }
                    if point == nil { result.exponent += 1 }
                }
            } else if at.pointee == UInt8(ascii: "."), point == nil, at > first {
                point = at
            } else {
                break
            }
            at += 1
        }
        guard at > first, at[-1] != UInt8(ascii: ".") else { return nil }
        if at < end, at.pointee | 0x20 == UInt8(ascii: "e") {
            var mark = at + 1
            var isNegative = false
            if mark < end, mark.pointee == UInt8(ascii: "-") || mark.pointee == UInt8(ascii: "+") {
                isNegative = mark.pointee == UInt8(ascii: "-")
                mark += 1
            }
            let firstDigit = mark
            var value = 0
            while mark < end, mark.pointee &- 48 < 10 {
                value = min(largestExponent, value * 10 + Int(mark.pointee &- 48))
                mark += 1
            }
            if mark > firstDigit {
                result.exponent += isNegative ? -value : value
                at = mark
            }
        }
        position = at
        return result
    }

    var isZero: Bool { digits == 0 && !hasMore }

    /// Powers of ten up to 10^19.
    @inline(__always)
    static func power(_ exponent: Int) -> UInt64 {
        switch exponent {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1000
        case 4: 10_000
        case 5: 100_000
        case 6: 1_000_000
        default: slowPower(exponent)
        }
    }

    private static func slowPower(_ exponent: Int) -> UInt64 {
        var result: UInt64 = 1
        for _ in 0..<exponent { result &*= 10 }
        return result
    }

    /// The number without its sign, times `factor` times ten to the power of `shift`, in whole numbers; cut, or
    /// rounded half up. nil when it is 2^100 or more.
    @inline(__always)
    func whole(times factor: UInt64 = 1, shift: Int = 0, isRounded: Bool) -> UInt128? {
        let power = exponent + shift
        if power <= 0, power >= -18 {
            let product = digits.multipliedReportingOverflow(by: factor)
            if !product.overflow {
                let divisor = DecimalText.power(-power)
                let (quotient, remainder) = product.partialValue.quotientAndRemainder(dividingBy: divisor)
                // Twice the remainder is less than 2·10^18. What was left out cannot lift it to a half.
                let isUp = isRounded && divisor > 1 && remainder &* 2 >= divisor
                return UInt128(quotient) + (isUp ? 1 : 0)
            }
        }
        return wideWhole(factor, power, isRounded)
    }

    private func wideWhole(_ factor: UInt64, _ power: Int, _ isRounded: Bool) -> UInt128? {
        var value = UInt128(digits) * UInt128(factor)
        if value == 0 { return 0 }
        if power < 0 {
            if power < -38 { return 0 }
            var divisor: UInt128 = 1
            for _ in 0..<(-power) { divisor *= 10 }
            let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
            return quotient + (isRounded && remainder >= divisor - remainder ? 1 : 0)
        }
        for _ in 0..<power {
            guard value < 1 << 100 else { return nil }
            value *= 10
        }
        return value < 1 << 100 ? value : nil
    }
}
