internal import Glibc
internal import Synchronization
public import FraiseModel

/// A PostgreSQL server of its own for tests: fresh cluster, superuser `postgres`, Unix socket only, no fsync.
///
/// It is stopped and removed by `remove()`, by deinit, and by a guardian process when the test process dies in
/// whatever way.
public final class ThrowawayPostgres: Sendable {
    /// How a server is told to stop.
    public enum StopMode: String, Sendable {
        /// Ends sessions and writes a shutdown checkpoint.
        case fast
        /// Like a crash: recovery at the next start.
        case immediate
    }

    /// The directory of the Unix socket and of all else, short enough for any socket name.
    public let socketDirectory: String
    /// Where the logging collector writes, when settings turn it on; there from the beginning.
    public let logDirectory: String
    /// The directory of `postgres`, `psql`, `pgbench` …
    public let binaryDirectory: String
    /// The server's major version, 15.
    public let majorVersion: Int

    private let dataDirectory: String
    /// Our end of the guardian's input; closing it, by us or by our death, lets it clean up.
    private let guardian: Mutex<Guardian?>

    private struct Guardian {
        var input: Int32
        var process: pid_t
    }

    /// Makes a cluster and starts it.
    ///
    /// - Parameters:
    ///   - settings: lines of postgresql.conf, such as `["logging_collector": "on", "log_destination":
    ///     "csvlog", "log_line_prefix": "%m [%p] "]`; `log_directory` is `logDirectory` unless given.
    ///   - encoding: of the cluster's databases; locale C.
    ///   - access: lines of pg_hba.conf before `local all all trust`.
    public init(
        settings: [String: String] = [:],
        encoding: String = "UTF8",
        access: [String] = []
    ) throws(FraiseError) {
        (binaryDirectory, majorVersion) = try ThrowawayPostgres.newestServer()
        var template = Array("/tmp/fq-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FraiseError(.cannotCreate, "mkdtemp in /tmp", systemCode: errno)
        }
        let directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        socketDirectory = directory
        logDirectory = directory + "/log"
        dataDirectory = directory + "/data"
        guardian = Mutex(nil)
        chmod(directory, 0o755)
        mkdir(logDirectory, 0o755)
        if geteuid() == 0, let user = getpwnam("postgres") {
            chown(directory, user.pointee.pw_uid, user.pointee.pw_gid)
            chown(logDirectory, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        try startGuardian()
        try ServerTool.asServerUser([
            binaryDirectory + "/initdb", "-D", dataDirectory, "-U", "postgres", "-A", "trust", "-E", encoding,
            "--locale=C", "--no-sync",
        ]).run()
        var lines = [
            "listen_addresses": "", "unix_socket_directories": directory, "fsync": "off",
            "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "16MB",
            "log_directory": logDirectory, "log_file_mode": "0644", "max_wal_size": "256MB",
        ]
        lines.merge(settings) { $1 }
        let configuration = lines.sorted { $0.key < $1.key }
            .map { "\($0.key) = '\(ThrowawayPostgres.quoted($0.value))'\n" }.joined()
        try append(configuration, to: dataDirectory + "/postgresql.conf")
        if !access.isEmpty {
            let rules = (access + ["local all all trust"]).joined(separator: "\n") + "\n"
            try append(rules, to: dataDirectory + "/pg_hba.conf", emptied: true)
        }
        try start()
    }

    deinit { remove() }

    /// A connection URL of this server for libpq.
    public func url(database: String = "postgres", user: String = "postgres") -> String {
        "postgresql:///\(database)?host=\(socketDirectory)&user=\(user)"
    }

    /// Starts the server and waits until it takes connections.
    public func start() throws(FraiseError) {
        try control(["-w", "-t", "60", "-l", socketDirectory + "/server.log", "start"])
    }

    /// Stops the server and waits until it is gone; the cluster stays.
    public func stop(_ mode: StopMode = .fast) throws(FraiseError) {
        try control(["-w", "-t", "60", "-m", mode.rawValue, "stop"])
    }

    /// Stops and starts.
    public func restart(_ mode: StopMode = .fast) throws(FraiseError) {
        try stop(mode)
        try start()
    }

    /// Reads the configuration files again.
    public func reload() throws(FraiseError) {
        try control(["reload"])
    }

    /// Runs SQL, one or many statements, and returns psql's unaligned rows (columns divided by `|`) without
    /// the last line end; throws at the first error.
    @discardableResult
    public func psql(
        _ sql: String,
        database: String = "postgres",
        user: String = "postgres"
    ) throws(FraiseError) -> String {
        let (path, descriptor) = try ServerTool.temporaryFile()
        close(descriptor)
        defer { unlink(path) }
        try append(sql, to: path)
        let text = try ServerTool(words: [
            binaryDirectory + "/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", socketDirectory,
            "-U", user, "-d", database, "-f", path,
        ]).run()
        return text.last == "\n" ? String(text.dropLast()) : text
    }

    /// Runs another program of the installation, such as `pgbench`, against this server.
    @discardableResult
    public func run(_ program: String, _ arguments: [String]) throws(FraiseError) -> String {
        let place = ["-h", socketDirectory, "-U", "postgres"]
        return try ServerTool(words: [binaryDirectory + "/" + program] + place + arguments).run()
    }

    /// Stops the server at once and deletes the cluster with its logs. Later calls do nothing.
    public func remove() {
        let taken = guardian.withLock { value -> Guardian? in
            defer { value = nil }
            return value
        }
        guard let taken else { return }
        close(taken.input)
        var status: Int32 = 0
        while waitpid(taken.process, &status, 0) < 0, errno == EINTR {}
    }

    /// The newest installed server's programs (Debian's layout).
    private static func newestServer() throws(FraiseError) -> (directory: String, version: Int) {
        let root = "/usr/lib/postgresql"
        var versions: [Int] = []
        if let directory = opendir(root) {
            defer { closedir(directory) }
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if let version = Int(name), access("\(root)/\(name)/bin/postgres", X_OK) == 0 {
                    versions.append(version)
                }
            }
        }
        guard let newest = versions.max() else {
            throw FraiseError(
                .unavailable,
                "no PostgreSQL server under \(root)",
                remedy: "apt-get install postgresql"
            )
        }
        return ("\(root)/\(newest)/bin", newest)
    }

    private func control(_ arguments: [String]) throws(FraiseError) {
        let words = [binaryDirectory + "/pg_ctl", "-D", dataDirectory, "-s"] + arguments
        try ServerTool.asServerUser(words).run()
    }

    /// A shell that waits for the end of its input, then stops the server and removes the directory: it works
    /// also when this process is killed, or keeps the server in a global that has no deinit.
    private func startGuardian() throws(FraiseError) {
        var ends: [Int32] = [0, 0]
        // A socket pair, not a pipe: it is closed in children from its first moment, so that no server
        // started meanwhile keeps it open.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw FraiseError(.inputOutput, "socketpair", systemCode: errno)
        }
        defer { close(ends[0]) }
        let script = """
            trap '' INT TERM HUP; read line
            if [ -f \(dataDirectory)/postmaster.pid ]; then
              kill -QUIT "$(head -n 1 \(dataDirectory)/postmaster.pid)"
              for i in 1 2 3 4 5 6 7 8 9 10; do
                [ -f \(dataDirectory)/postmaster.pid ] || break; sleep 0.1
              done
            fi
            rm -rf \(socketDirectory)
            """
        let process: pid_t
        do {
            process = try ServerTool(words: ["/bin/sh", "-c", script])
                .spawn(input: ends[0], output: nil, errors: nil)
        } catch {
            close(ends[1])
            throw error
        }
        guardian.withLock { $0 = Guardian(input: ends[1], process: process) }
    }

    private func append(_ text: String, to path: String, emptied: Bool = false) throws(FraiseError) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | (emptied ? O_TRUNC : 0))
        guard descriptor >= 0 else { throw FraiseError(.cannotCreate, "open: \(path)", systemCode: errno) }
        defer { close(descriptor) }
        var bytes = ArraySlice(text.utf8)
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { throw FraiseError(.inputOutput, "write: \(path)", systemCode: errno) }
            bytes = bytes.dropFirst(written)
        }
    }

    private static func quoted(_ text: String) -> String {
        text.map { $0 == "'" ? "''" : $0 == "\\" ? "\\\\" : String($0) }.joined()
    }
}
