public import FraiseModel
internal import Glibc

/// The machine's time zone database, a directory of TZif files.
public struct TimeZoneDatabase: Hashable, Sendable {
    /// Where the files are.
    public let directory: String

    /// The database at `directory`.
    public init(directory: String = "/usr/share/zoneinfo") {
        self.directory = directory
    }

    /// The rules of an IANA name such as `Europe/Berlin`. Names that could lead out of the directory are refused.
    public func rules(named name: String) throws(FraiseError) -> TimeZoneRules {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isSafe = parts.allSatisfy { part in
            !part.isEmpty && part.first != "."
                && part.utf8.allSatisfy { byte in
                    (48...57).contains(byte) || (65...90).contains(byte & 0xdf) || "+-_.".utf8.contains(byte)
                }
        }
        guard isSafe, name.utf8.count <= 128 else {
            throw FraiseError(
                .configuration,
                "time zone \"\(name.prefix(128))\" is no IANA name",
                remedy: "write a name such as Europe/Berlin"
            )
        }
        let path = directory + "/" + name
        guard let status = try FileSystem.status(path), status.sort == .file else {
            if name == "UTC" || name == "GMT" { return .utc }
            throw FraiseError(
                .configuration,
                "time zone \"\(name)\" is not in \(directory)",
                remedy: "install the tzdata package or correct the name"
            )
        }
        return try TimeZoneRules(name: name, tzif: FileSystem.read(path, limit: 1 << 20))
    }

    /// The rules of the machine's zone: `variable` (the value of `TZ`) when it names a zone or a file, else
    /// `/etc/localtime`, else UTC.
    public func machineRules(variable: String?, localTime: String = "/etc/localtime") throws(FraiseError)
        -> TimeZoneRules
    {
        if let variable {
            let name = variable.hasPrefix(":") ? String(variable.dropFirst()) : variable
            if name.isEmpty { return .utc }
            if name.hasPrefix("/") { return try rules(file: name) }
            do {
                return try rules(named: name)
            } catch {
                guard let rule = PosixTimeZone(name) else { throw error }
                return TimeZoneRules(
                    name: name,
                    transitions: [],
                    typeIndexes: [],
                    types: [rule.standard],
                    footer: rule
                )
            }
        }
        guard try FileSystem.status(localTime) != nil else { return .utc }
        return try rules(file: localTime)
    }

    /// The rules in a file; named after its place in the database where it is a link into one.
    private func rules(file path: String) throws(FraiseError) -> TimeZoneRules {
        var name = path
        if let resolved = realpath(path, nil) {
            let target = String(cString: resolved)
            free(resolved)
            if let range = target.firstRange(of: "/zoneinfo/") { name = String(target[range.upperBound...]) }
        }
        return try TimeZoneRules(name: name, tzif: FileSystem.read(path, limit: 1 << 20))
    }
}
