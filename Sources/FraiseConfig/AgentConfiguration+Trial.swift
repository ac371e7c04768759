extension AgentConfiguration {
    /// What `--try FILE…` runs: the named files with everything else by default and nothing outside one directory.
    ///
    /// Files are told apart by their first bytes: JSON objects with the members of a PostgreSQL jsonlog, and what is
    /// no JSON, are server logs; other JSON objects are operation logs.
    /// - Parameters:
    ///   - paths: The files, one or more.
    ///   - stateDirectory: A temporary directory; its path at most 94 bytes, so that the socket's fits.
    ///   - places: Gives the name of the machine.
    ///   - firstBytes: The first bytes of a file, empty when it cannot be read; some hundreds are enough.
    public static func forTrial(
        paths: [String],
        stateDirectory: String,
        places: Places,
        firstBytes: (String) -> [UInt8]
    ) -> AgentConfiguration {
        var configuration = AgentConfiguration(places: places)
        configuration.stateDirectory = stateDirectory
        configuration.archive.directory = places.archiveDirectory(in: stateDirectory)
        configuration.control = ControlConfiguration(socket: stateDirectory + "/control.sock", mode: 0o600)
        configuration.control.group = nil
        configuration.control.adminGroup = nil
        for kind in SourceConfiguration.Kind.allCases {
            let ofKind = paths.filter {
                SourceConfiguration.Kind(path: $0, firstBytes: firstBytes($0)) == kind
            }
            if ofKind.isEmpty { continue }
            configuration.sources.append(SourceConfiguration(name: kind.rawValue, kind: kind, paths: ofKind))
        }
        return configuration
    }
}

extension SourceConfiguration.Kind {
    /// What a file most likely is, by its first bytes or, where it has none, its name.
    public init(path: String, firstBytes: [UInt8]) {
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
        let content = firstBytes.drop { blanks.contains($0) }
        let isCompressed = content.starts(with: [0x1F, 0x8B])
        guard let first = content.first, !isCompressed else {
            let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
            let isServer = name.contains("postgres") || name.hasSuffix(".csv") || name.hasSuffix(".csv.gz")
            self = isServer ? .postgresql : .operations
            return
        }
        let line = String(decoding: content.prefix { $0 != 0x0A }, as: UTF8.self)
        let isServer = line.contains("\"error_severity\"") && line.contains("\"pid\"")
        // A text may stand before the object; a server's own texts have no brace so early.
        let isObject = first == UInt8(ascii: "{") || line.contains("{\"")
        self = isObject && !isServer ? .operations : .postgresql
    }
}
