public import FraiseModel
internal import FraisePlatform

/// Where a command writes.
public protocol CommandOutput: Sendable {
    /// Writes all of `bytes`.
    ///
    /// - Throws: with EPIPE when the reader has gone.
    func write(_ bytes: [UInt8]) throws(FraiseError)

    /// Whether a person reads it.
    var isTerminal: Bool { get }

    /// Columns of the terminal; nil when it is none.
    var columns: Int? { get }
}

extension StandardStream: CommandOutput {}
