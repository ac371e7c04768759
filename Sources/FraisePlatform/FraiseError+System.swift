public import FraiseModel
internal import Glibc

extension FraiseError {
    /// The error of a system call, with the call, the path and the system's words.
    public static func system(_ call: SystemCall, _ path: String, _ code: Int32) -> FraiseError {
        let kind: Code =
            switch code {
            case EACCES, EPERM, EROFS: .noPermission
            case ENOENT: .noInput
            default: .inputOutput
            }
        return FraiseError(
            kind,
            "\(path): \(call.rawValue): \(text(of: code))",
            remedy: remedy(for: code),
            systemCode: code
        )
    }

    /// The system's words for an `errno`.
    public static func text(of code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func remedy(for code: Int32) -> String {
        switch code {
        case EACCES, EPERM: "give the user that runs this program the right to it"
        case ENOSPC, EDQUOT: "free space on its file system"
        case EMFILE, ENFILE: "raise the limit of open files (LimitNOFILE=)"
        case EROFS: "mount its file system for writing"
        default: ""
        }
    }
}
