internal import FraiseModel

/// Writes one line of JSON forwards into memory that the caller has made large enough.
///
/// Unsafe on purpose: it runs for every record, and bounds were settled once by `RecordFields.outputBound`.
struct LineWriter {
    var target: UnsafeMutablePointer<UInt8>

    @inline(__always)
    mutating func byte(_ value: UInt8) {
        target.pointee = value
        target += 1
    }

    /// A text known at compile time; becomes a few stores.
    @inline(__always)
    mutating func literal(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        UnsafeMutableRawPointer(target).copyMemory(from: text.utf8Start, byteCount: count)
        target += count
    }

    /// Copies `count` bytes. Short copies use overlapping words: a call of memcpy costs more than they do.
    @inline(__always)
    mutating func copy(_ start: UnsafePointer<UInt8>, _ count: Int) {
        let from = UnsafeRawPointer(start)
        let to = UnsafeMutableRawPointer(target)
        if count > 32 {
            to.copyMemory(from: from, byteCount: count)
        } else if count >= 16 {
            let head = from.loadUnaligned(as: SIMD2<UInt64>.self)
            let tail = from.loadUnaligned(fromByteOffset: count - 16, as: SIMD2<UInt64>.self)
            to.storeBytes(of: head, as: SIMD2<UInt64>.self)
            to.storeBytes(of: tail, toByteOffset: count - 16, as: SIMD2<UInt64>.self)
        } else if count >= 8 {
            let head = from.loadUnaligned(as: UInt64.self)
            let tail = from.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            to.storeBytes(of: head, as: UInt64.self)
            to.storeBytes(of: tail, toByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            let head = from.loadUnaligned(as: UInt32.self)
            let tail = from.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            to.storeBytes(of: head, as: UInt32.self)
            to.storeBytes(of: tail, toByteOffset: count - 4, as: UInt32.self)
        } else if count > 0 {
            target[0] = start[0]
            target[count >> 1] = start[count >> 1]
            target[count - 1] = start[count - 1]
        }
        target += count
    }

    /// The inside of a JSON string. Not inlined: written some sixteen times, it would keep the names before it
    /// from becoming plain stores.
    @inline(never)
    mutating func text(_ text: FieldText) {
        guard let start = text.start else { return }
        if text.isEscaped {
            copy(start, text.count)
        } else {
            target = JSONText.escape(start, text.count, to: target)
        }
    }

    /// A decimal number.
    @inline(__always)
    mutating func integer(_ value: Int64) {
        if value < 0 { byte(UInt8(ascii: "-")) }
        unsigned(value.magnitude)
    }

    @inline(__always)
    mutating func unsigned(_ value: UInt64) {
        let count = LineWriter.digitCount(value)
        var rest = value
        var index = count
        while index > 0 {
            index -= 1
            let quotient = rest / 10
            target[index] = UInt8(truncatingIfNeeded: 48 &+ rest &- quotient &* 10)
            rest = quotient
        }
        target += count
    }

    @inline(__always)
    static func digitCount(_ value: UInt64) -> Int {
        if value < 10 { return 1 }
        if value < 100 { return 2 }
        var count = 1
        var bound: UInt64 = 10
        while value >= bound {
            count += 1
            if count == 20 { break }
            bound &*= 10
        }
        return count
    }

    /// Nanoseconds as milliseconds, exact, without trailing zeros.
    @inline(__always)
    mutating func milliseconds(_ nanoseconds: Int64) {
        let value = UInt64(bitPattern: nanoseconds)
        let whole = value / 1_000_000
        unsigned(whole)
        let fraction = UInt32(truncatingIfNeeded: value &- whole &* 1_000_000)
        guard fraction != 0 else { return }
        target[0] = UInt8(ascii: ".")
        let digits = LineWriter.sixDigits(fraction)
        UnsafeMutableRawPointer(target).storeBytes(of: digits, toByteOffset: 1, as: UInt64.self)
        // The last digit that is not zero.
        let significant = digits ^ 0x3030_3030_3030
        target += 1 + ((71 - significant.leadingZeroBitCount) >> 3)
    }

    /// Six decimal digits of a number below a million, the first in the lowest byte; the two bytes above are 0.
    @inline(__always)
    static func sixDigits(_ value: UInt32) -> UInt64 {
        // Three pairs of digits in lanes of 16 bits, then each pair split; the products are exact in this range.
        let high = UInt64(value / 10_000)
        let rest = UInt64(value) &- high &* 10_000
        let middle = (rest &* 5243) >> 19
        let pairs = high | middle << 16 | (rest &- middle &* 100) << 32
        let tens = ((pairs &* 103) >> 10) & 0x000F_000F_000F
        return (tens | (pairs &- tens &* 10) << 8) &+ 0x3030_3030_3030
    }

    /// 16 lower-case hexadecimal digits.
    @inline(__always)
    mutating func hexadecimal(_ value: UInt64) {
        let to = UnsafeMutableRawPointer(target)
        to.storeBytes(
            of: LineWriter.hexadecimalDigits(UInt32(truncatingIfNeeded: value >> 32)),
            as: UInt64.self
        )
        to.storeBytes(
            of: LineWriter.hexadecimalDigits(UInt32(truncatingIfNeeded: value)),
            toByteOffset: 8,
            as: UInt64.self
        )
        target += 16
    }

    /// The eight digits of `value`, the first in the lowest byte.
    @inline(__always)
    static func hexadecimalDigits(_ value: UInt32) -> UInt64 {
        var word = UInt64(value.byteSwapped)
        word = (word | word << 16) & 0x0000_FFFF_0000_FFFF
        word = (word | word << 8) & 0x00FF_00FF_00FF_00FF
        // Each 16-bit lane holds a byte; its high digit comes first in memory.
        word = (word >> 4 | word << 8) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = (word &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return word &+ 0x3030_3030_3030_3030 &+ letters &* 39
    }

    /// A finite number; nothing may be written of others.
    mutating func number(_ value: Double) {
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 {
            integer(whole)
            return
        }
        for digit in value.description.utf8 { byte(digit) }
    }
}
