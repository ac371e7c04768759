/// Values that are right alone and wrong together.
struct Conflict: Hashable {
    /// The keys, the one to blame first.
    var keys: [String]
    var what: String
    var expected: String

    init(_ keys: String..., what: String, expected: String) {
        self.keys = keys
        self.what = what
        self.expected = expected
    }

    /// Told where the first of the keys stands that is no default.
    func problem(origins: [String: ValueOrigin], fileName: String) -> ConfigurationProblem {
        for key in keys {
            switch origins[key] {
            case .file(let name, let line):
                return ConfigurationProblem(
                    place: .file(name, line: line),
                    key: key,
                    what: what,
                    expected: expected
                )
            case .environment(let name):
                return ConfigurationProblem(
                    place: .environment(name),
                    key: key,
                    what: what,
                    expected: expected
                )
            case .runtime:
                return ConfigurationProblem(place: .request, key: key, what: what, expected: expected)
            case .standard, nil: continue
            }
        }
        return ConfigurationProblem(
            place: .file(fileName, line: nil),
            key: keys.first ?? "",
            what: what,
            expected: expected
        )
    }

    /// All of them.
    static func all(in configuration: AgentConfiguration) -> [Conflict] {
        storage(configuration) + thresholds(configuration.health)
    }

    private static func storage(_ configuration: AgentConfiguration) -> [Conflict] {
        var found: [Conflict] = []
        let socket = configuration.control.socket
        if socket.utf8.count > 107 {
            found.append(
                Conflict(
                    "control.socket",
                    "state_directory",
                    what: "the socket's path has \(socket.utf8.count) bytes: \(Quoted.text(socket))",
                    expected: "at most 107 bytes (sockaddr_un, unix(7))"
                )
            )
        }
        let archive = configuration.archive
        if plain(archive.directory) == plain(configuration.stateDirectory) {
            found.append(
                Conflict(
                    "archive.directory",
                    "state_directory",
                    what:
                        "archive.directory and state_directory are the same directory, each has its own lock",
                    expected: "two directories, such as archive in state_directory"
                )
            )
        }
        if let age = archive.retention.age, age < archive.rotate.interval {
            found.append(
                Conflict(
                    "archive.retention.age",
                    "archive.rotate.interval",
                    what: "\(age) is less than archive.rotate.interval, \(archive.rotate.interval)",
                    expected: "at least as long as a segment is open"
                )
            )
        }
        if let size = archive.retention.size, size < archive.rotate.size {
            found.append(
                Conflict(
                    "archive.retention.size",
                    "archive.rotate.size",
                    what: "\(ByteSize.text(size)) is less than archive.rotate.size, "
                        + ByteSize.text(archive.rotate.size),
                    expected: "room for at least one segment"
                )
            )
        }
        let retention = configuration.postgresql.retention
        if retention.hour < retention.minute {
            found.append(
                Conflict(
                    "postgresql.retention.hour",
                    "postgresql.retention.minute",
                    what: "\(retention.hour) is less than postgresql.retention.minute, \(retention.minute)",
                    expected: "hour rows, which follow minute rows, to be kept longer"
                )
            )
        }
        return found
    }

    private static func plain(_ path: String) -> [Substring] {
        (path.hasPrefix("/") ? ["/"] : []) + path.split(separator: "/").filter { $0 != "." }
    }

    private static func thresholds(_ health: HealthConfiguration) -> [Conflict] {
        var found: [Conflict] = []
        /// `degraded` must come before `unhealthy` as a rate gets worse.
        func order(_ name: String, _ degraded: Double, _ unhealthy: Double, rising: Bool) {
            if rising ? degraded < unhealthy : degraded > unhealthy { return }
            let side = rising ? "less" : "more"
            found.append(
                Conflict(
                    "health.\(name)_degraded",
                    "health.\(name)_unhealthy",
                    what: "\(degraded) is not \(side) than health.\(name)_unhealthy, \(unhealthy)",
                    expected: "degraded before unhealthy"
                )
            )
        }
        let database = health.database
        order("database.pool", database.poolDegraded, database.poolUnhealthy, rising: true)
        order("database.error", database.errorDegraded, database.errorUnhealthy, rising: true)
        order("cache.hit", health.cache.hitDegraded, health.cache.hitUnhealthy, rising: false)
        order(
            "graphql.success",
            health.graphql.successDegraded,
            health.graphql.successUnhealthy,
            rising: false
        )
        order("graphql.error", health.graphql.errorDegraded, health.graphql.errorUnhealthy, rising: true)

        let step = health.window > .minutes(15) ? DurationValue.minutes(1) : .seconds(10)
        if health.window.nanoseconds % step.nanoseconds != 0 {
            found.append(
                Conflict(
                    "health.window",
                    what: "\(health.window) is no multiple of \(step), the step of windows",
                    expected: "whole steps: 10s up to 15m, 1m beyond"
                )
            )
        }
        return found
    }
}
