/// An error that a person will read: what was tried, on what, why it failed, and what to do.
public struct FraiseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; decides the exit code.
    public enum Code: Hashable, Sendable {
        case usage
        case badData
        case noInput
        case unavailable
        case internalFault
        case cannotCreate
        case inputOutput
        case noPermission
        case configuration
    }

    public var code: Code
    /// What failed, with the path, key or offset.
    public var message: String
    /// What the reader can do; empty when nothing.
    public var remedy: String
    /// `errno` where a system call failed.
    public var systemCode: Int32?

    /// An error from its parts.
    public init(_ code: Code, _ message: String, remedy: String = "", systemCode: Int32? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.systemCode = systemCode
    }

    public var description: String { remedy.isEmpty ? message : "\(message); \(remedy)" }

    /// The process exit code (sysexits.h).
    public var exitCode: Int32 {
        switch code {
        case .usage: 64
        case .badData: 65
        case .noInput: 66
        case .unavailable: 69
        case .internalFault: 70
        case .cannotCreate: 73
        case .inputOutput: 74
        case .noPermission: 77
        case .configuration: 78
        }
    }
}
