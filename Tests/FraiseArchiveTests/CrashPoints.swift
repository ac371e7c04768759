import FraiseTestSupport
import Glibc

/// Which of the points at which a run can be interrupted a test takes: every one with `FRAISE_FULL=1`, else each
/// n-th from a start that differs between runs and is named when the test fails.
enum CrashPoints {
    static var isFull: Bool { getenv("FRAISE_FULL") != nil }

    static func of(_ count: Int, every step: Int) -> [Int] {
        if isFull { return Array(0..<count) }
        return Array(stride(from: Int.random(in: 0..<step), to: count, by: step))
    }
}
