/// Where fraiseqld's files are, decided by who runs it. Asks nothing of the machine.
public struct Places: Hashable, Sendable {
    /// The default state directory.
    public let stateDirectory: String
    /// Where a configuration is looked for, in this order.
    public let configurationFiles: [String]
    /// The default name of the machine.
    public let hostName: String
    /// Whether the places are those of a system service and not of an ordinary user.
    public let isSystem: Bool
    private let runtimeDirectory: String?

    /// The places for a process.
    ///
    /// A system service is who has user 0 or a state directory from systemd (`STATE_DIRECTORY`,
    /// systemd.exec(5)), or has no home. Any other user has those of the XDG Base Directory Specification, whose
    /// variables count only when they are absolute paths.
    /// - Parameters:
    ///   - environment: The process's environment variables.
    ///   - effectiveUserID: The process's effective user.
    ///   - hostName: Name of the machine.
    public init(environment: [String: String], effectiveUserID: UInt32, hostName: String) {
        func absolute(_ name: String) -> String? {
            // systemd separates several directories by colons; ours is the first.
            guard let value = environment[name]?.split(separator: ":").first, value.hasPrefix("/") else {
                return nil
            }
            return Places.withoutTrailingSlash(String(value))
        }
        func user(_ name: String, _ inHome: String) -> String? {
            if let value = environment[name], value.hasPrefix("/") {
                return Places.withoutTrailingSlash(value)
            }
            guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
            return Places.withoutTrailingSlash(home) + inHome
        }
        self.hostName = hostName
        let system = "/etc/fraiseqld/fraiseqld.yaml"
        let underSystemd = absolute("STATE_DIRECTORY")
        let userState = user("XDG_STATE_HOME", "/.local/state")
        var files: [String]
        if effectiveUserID != 0, underSystemd == nil, let userState {
            isSystem = false
            stateDirectory = userState + "/fraiseqld"
            runtimeDirectory = environment["XDG_RUNTIME_DIR"].flatMap {
                $0.hasPrefix("/") ? Places.withoutTrailingSlash($0) + "/fraiseqld" : nil
            }
            files = [system]
            if let configuration = user("XDG_CONFIG_HOME", "/.config") {
                files.insert(configuration + "/fraiseqld/fraiseqld.yaml", at: 0)
            }
        } else {
            isSystem = true
            stateDirectory = underSystemd ?? "/var/lib/fraiseqld"
            runtimeDirectory = absolute("RUNTIME_DIRECTORY") ?? "/run/fraiseqld"
            files = [system]
        }
        if let named = environment["FRAISEQLD_CONFIG"], !named.isEmpty { files = [named] }
        configurationFiles = files
    }

    /// Where the archive is when nothing else is said.
    public func archiveDirectory(in stateDirectory: String) -> String {
        Places.withoutTrailingSlash(stateDirectory) + "/archive"
    }

    /// Where the control socket is when nothing else is said.
    public func socket(in stateDirectory: String) -> String {
        (runtimeDirectory ?? Places.withoutTrailingSlash(stateDirectory)) + "/control.sock"
    }

    /// Permissions of the control socket when nothing else is said.
    public var socketMode: UInt32 { isSystem ? 0o660 : 0o600 }

    private static func withoutTrailingSlash(_ path: String) -> String {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }
}
