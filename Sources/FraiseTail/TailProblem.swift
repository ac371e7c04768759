public import FraiseModel

/// Why a path that the configuration names is not followed.
public enum TailProblem: Hashable, Sendable {
    /// No such file or directory.
    case missing
    /// No file matches the pattern of this source.
    case nothingMatches(source: String)
    /// A FIFO, socket or device.
    case notRegular
    /// Two sources match it; the first has it.
    case claimedBy(source: String)
    /// A system call failed.
    case failed(FraiseError)
}
