public import FraiseModel
internal import FraisePlatform
internal import Glibc
internal import Synchronization

/// A program that a test started. Its standard error is read line by line as it comes, its standard output is
/// kept; it is killed when the last reference goes.
public final class ChildProcess: Sendable {
    /// The process's number.
    public let processID: Int32
    private let name: String
    private let output: Int32
    private let heard: Heard
    private let reader: SystemThread

    /// What the reading thread knows; apart from the process's object, so that the thread does not keep that alive.
    private final class Heard: Sendable {
        let lines = BlockingQueue<String>(bound: .max)
        let all = Mutex<[String]>([])
        let ended = BlockingQueue<Int32>(bound: 1)
        let code = Mutex<Int32?>(nil)
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - words: path and arguments; the program is looked up in PATH when it has no slash.
    ///   - environment: besides PATH and LC_ALL=C; nothing else is inherited.
    ///   - input: what its standard input says; empty is the end at once.
    public init(
        _ words: [String],
        environment: [String: String] = [:],
        input: [UInt8] = []
    ) throws(FraiseError) {
        name = words.map { $0.split(separator: "/").last.map(String.init) ?? $0 }.prefix(2).joined(
            separator: " "
        )
        let input = try ChildProcess.unlinkedFile(holding: input)
        defer { close(input) }
        output = try ChildProcess.unlinkedFile(holding: [])
        var ends: [Int32] = [0, 0]
        // A socket pair, not a pipe: it is closed in other children from its first moment.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw FraiseError(.inputOutput, "socketpair", systemCode: errno)
        }
        defer { close(ends[1]) }
        do throws(FraiseError) {
            processID = try ChildProcess.spawn(words, environment, [input, output, ends[1]])
        } catch {
            close(ends[0])
            close(output)
            throw error
        }
        let heard = Heard()
        self.heard = heard
        let (process, errors) = (processID, ends[0])
        reader = SystemThread(name: "child") { ChildProcess.listen(to: process, errors, heard) }
    }

    deinit {
        if heard.code.withLock({ $0 }) == nil { kill(processID, SIGKILL) }
        reader.join()
        close(output)
    }

    /// Sends a signal, such as `SIGTERM`.
    public func signal(_ number: Int32) {
        if heard.code.withLock({ $0 }) == nil { kill(processID, number) }
    }

    /// Waits for a line on standard error that has this text in it, and returns it. Lines before it are passed
    /// over for later waits.
    ///
    /// - Throws: `unavailable` with all that it said, when it ended or the time was over before.
    @discardableResult
    public func line(containing text: String, within seconds: Double = 60) throws(FraiseError) -> String {
        let deadline = SystemClock.monotonic() + Int64(seconds * 1e9)
        while true {
            let left = (deadline - SystemClock.monotonic()) / 1_000_000
            guard left > 0, let line = heard.lines.pop(waitingUpTo: Int(left)) else {
                if heard.lines.isFinished || left <= 0 {
                    throw FraiseError(
                        .unavailable,
                        "\(name) did not say '\(text)' in \(seconds) s, but:\n\(errors)"
                    )
                }
                continue
            }
            if line.contains(text) { return line }
        }
    }

    /// Waits for its end: the exit code, or 128 + the signal that ended it.
    ///
    /// - Throws: `unavailable` when it still runs after `seconds`.
    public func end(within seconds: Double = 120) throws(FraiseError) -> Int32 {
        if let code = exitCode(waitingUpTo: seconds) { return code }
        throw FraiseError(.unavailable, "\(name) did not end in \(seconds) s; it said:\n\(errors)")
    }

    /// Waits for its end; nil when it still runs after `seconds`.
    public func exitCode(waitingUpTo seconds: Double) -> Int32? {
        if let code = heard.code.withLock({ $0 }) { return code }
        if let code = heard.ended.pop(waitingUpTo: max(0, Int(seconds * 1000))) { return code }
        return heard.code.withLock { $0 }
    }

    /// All it wrote on standard error so far, line by line.
    public var errors: String { heard.all.withLock { $0.joined(separator: "\n") } }

    /// All it wrote on standard output so far.
    public var outputBytes: [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = pread(output, &chunk, chunk.count, off_t(bytes.count))
            if count <= 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    // MARK: The reading thread

    private static func listen(to process: pid_t, _ errors: Int32, _ heard: Heard) {
        var rest: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        func say(_ bytes: ArraySlice<UInt8>) {
            let line = String(decoding: bytes, as: UTF8.self)
            heard.all.withLock { $0.append(line) }
            heard.lines.push(line)
        }
        while true {
            let count = read(errors, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            rest += chunk[..<count]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                say(rest[..<end])
                rest.removeFirst(end + 1)
            }
        }
        if !rest.isEmpty { say(rest[...]) }
        close(errors)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        let code = signal == 0 ? status >> 8 & 0xFF : 128 + signal
        heard.code.withLock { $0 = code }
        heard.ended.push(code)
        heard.lines.close()
    }

    // MARK: Starting

    private static func spawn(
        _ words: [String],
        _ environment: [String: String],
        _ descriptors: [Int32]
    ) throws(FraiseError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(target))
        }
        // The test program may block or ignore signals; what it starts must not inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var variables = ["LC_ALL": "C"]
        if let path = getenv("PATH") { variables["PATH"] = String(cString: path) }
        variables.merge(environment) { $1 }
        let arguments = words.map { strdup($0) }
        let texts = variables.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") }
        defer { (arguments + texts).forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, words[0], &actions, &attributes, arguments + [nil], texts + [nil])
        guard code == 0 else {
            throw FraiseError(.unavailable, "posix_spawn: \(words[0])", systemCode: code)
        }
        return process
    }

    private static func unlinkedFile(holding bytes: [UInt8]) throws(FraiseError) -> Int32 {
        let (path, descriptor) = try ServerTool.temporaryFile()
        unlink(path)
        guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
            throw FraiseError(.inputOutput, "write: \(path)", systemCode: errno)
        }
        return descriptor
    }
}
