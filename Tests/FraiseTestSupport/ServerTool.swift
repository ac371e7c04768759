internal import Glibc
internal import FraiseModel

/// Runs a program of a PostgreSQL installation to its end and gives what it wrote.
struct ServerTool {
    /// The program's path and arguments.
    var words: [String]

    /// Runs `program` as user `postgres` where this process is root, since the server refuses root; else as
    /// this user.
    static func asServerUser(_ words: [String]) -> ServerTool {
        ServerTool(words: (geteuid() == 0 ? ["/usr/sbin/runuser", "-u", "postgres", "--"] : []) + words)
    }

    /// Runs it and returns its standard output; throws with its standard error when it fails.
    ///
    /// Output goes to files, not pipes: a daemon that the program leaves behind would hold a pipe open.
    @discardableResult
    func run() throws(FraiseError) -> String {
        let output = try ServerTool.unlinkedFile()
        defer { close(output) }
        let errors = try ServerTool.unlinkedFile()
        defer { close(errors) }
        let process = try spawn(input: nil, output: output, errors: errors)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            if errno != EINTR { throw FraiseError(.inputOutput, "waitpid: \(words[0])", systemCode: errno) }
        }
        guard status == 0 else {
            let text = ServerTool.contents(errors) + ServerTool.contents(output)
            throw FraiseError(.unavailable, "\(words.joined(separator: " ")) ended with \(status): \(text)")
        }
        return ServerTool.contents(output)
    }

    /// Starts it and returns its process id; nil descriptors are /dev/null.
    func spawn(input: Int32?, output: Int32?, errors: Int32?) throws(FraiseError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, descriptor) in [(Int32(0), input), (1, output), (2, errors)] {
            if let descriptor {
                posix_spawn_file_actions_adddup2(&actions, descriptor, target)
            } else {
                posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_RDWR, 0)
            }
        }
        // Only these: the variables that libpq reads (PGHOST and so on) would lead a test elsewhere.
        var environment = ["LC_ALL=C"]
        for name in ["PATH", "HOME", "TZ"] {
            if let value = getenv(name) { environment.append("\(name)=\(String(cString: value))") }
        }
        let arguments = words.map { strdup($0) }
        let variables = environment.map { strdup($0) }
        defer { (arguments + variables).forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, words[0], &actions, nil, arguments + [nil], variables + [nil])
        guard code == 0 else {
            throw FraiseError(.unavailable, "posix_spawn: \(words[0]): \(code)", systemCode: code)
        }
        return process
    }

    /// A new file in /tmp, open for reading and writing, closed in children.
    static func temporaryFile() throws(FraiseError) -> (path: String, descriptor: Int32) {
        let path = "/tmp/fq-" + Hexadecimal.text(UInt64.random(in: .min ... .max))
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FraiseError(.cannotCreate, "open: \(path)", systemCode: errno) }
        return (path, descriptor)
    }

    private static func unlinkedFile() throws(FraiseError) -> Int32 {
        let file = try temporaryFile()
        unlink(file.path)
        return file.descriptor
    }

    private static func contents(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = pread(descriptor, &chunk, chunk.count, off_t(bytes.count))
            if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
    }
}
