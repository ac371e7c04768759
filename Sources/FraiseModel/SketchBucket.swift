/// Buckets of the log-linear duration sketch with 2^9 buckets an octave; all in integers, so that Swift and
/// SQL agree to the last digit.
public enum SketchBucket {
    /// Durations from here on have no bucket: 2^53 nanoseconds (104 days).
    public static let limit: Int64 = 1 << 53
    /// One more than the largest bucket index.
    public static let count = 23_040

    /// The bucket of `value` nanoseconds, 0 ≤ value < `limit`: `v` below 512, else `512·e + (v >> e)` with
    /// `e = floor(log2 v) − 9`.
    @inlinable
    public static func index(of value: Int64) -> UInt16 {
        if value < 512 { return UInt16(truncatingIfNeeded: value) }
        let exponent = 54 - value.leadingZeroBitCount
        return UInt16(truncatingIfNeeded: (exponent << 9) + Int(value >> Int64(exponent)))
    }

    /// The middle of a bucket in nanoseconds, rounded down; at most 2^-10 from any value in it.
    @inlinable
    public static func middle(of index: Int) -> Int64 {
        if index < 1024 { return Int64(index) }
        let exponent = Int64(index >> 9) - 1
        let low = (Int64(index) - (exponent << 9)) << exponent
        return low + ((1 << exponent) - 1) / 2
    }

    /// The rank of the quantile `millionths` in `count` values, 1 to count: ceil(q·n) in integers.
    @inlinable
    public static func rank(millionths: Int64, count: Int64) -> Int64 {
        let product = Int128(millionths) * Int128(count) + 999_999
        return max(1, Int64(product / 1_000_000))
    }
}
