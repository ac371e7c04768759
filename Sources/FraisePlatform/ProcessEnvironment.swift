internal import Glibc

/// The process and the machine it runs on.
public enum ProcessEnvironment {
    /// Environment variables by name; names or values that are no UTF-8 are left out.
    public static var variables: [String: String] {
        var result: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            if let text = String(validatingCString: entry), let equals = text.firstIndex(of: "=") {
                result[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return result
    }

    /// The machine's name; `localhost` when it has none.
    public static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        let name = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return name.isEmpty ? "localhost" : name
    }

    /// The process's number.
    public static var processID: Int32 { getpid() }

    /// Resident memory in bytes; nil when the kernel does not say.
    public static var residentBytes: Int64? {
        guard let bytes = try? FileSystem.read("/proc/self/statm", limit: 4096) else { return nil }
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int64(fields[1]) else { return nil }
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Writes to a standard stream, whole; false when nobody reads it any more.
    @discardableResult
    public static func write(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array(text.utf8)
        while !bytes.isEmpty {
            let count = Glibc.write(descriptor, bytes, bytes.count)
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            bytes.removeFirst(count)
        }
        return true
    }

    /// Ends the process at once with an exit code.
    public static func exit(_ code: Int32) -> Never {
        Glibc.exit(code)
    }
}
