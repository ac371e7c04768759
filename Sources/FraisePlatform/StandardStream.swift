public import FraiseModel
internal import Glibc

/// Standard output or standard error of the process.
public struct StandardStream: Sendable {
    public static let output = StandardStream(descriptor: 1, name: "standard output")
    public static let error = StandardStream(descriptor: 2, name: "standard error")

    private let descriptor: Int32
    private let name: String

    /// Writes all of `bytes`.
    ///
    /// - Throws: with EPIPE when the reader has gone, else `cannotCreate`.
    public func write(_ bytes: [UInt8]) throws(FraiseError) {
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                done += count
            } else if errno != EINTR {
                var failure = FraiseError.system(.write, name, errno)
                failure.code = .cannotCreate
                throw failure
            }
        }
    }

    /// Whether a person reads it.
    public var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Columns of the terminal; nil when it is none.
    public var columns: Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Makes a write to a pipe without reader an error instead of the end of the process.
    public static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }
}
