internal import FraiseModel
internal import FraisePlatform

/// Finds the files of sources: expands patterns, leaves out what is excluded, follows links to files and named
/// directories, but not to directories below `**`, so that no link leads in circles.
struct Discovery {
    /// What one walk found.
    struct Findings {
        /// In the order of sources, patterns and names; each identity once.
        var files: [FoundFile] = []
        /// Directories in which names can appear or go.
        var directories: Set<String> = []
        /// Paths whose file lies elsewhere: its directory is not watched.
        var links: Set<String> = []
        var problems: [String: TailProblem] = [:]
        fileprivate var claimed: [FileIdentity: String] = [:]
        fileprivate var paths: Set<String> = []
    }

    private struct Source {
        var name: String
        var patterns: [(text: String, glob: GlobPattern)]
        var exclude: [GlobPattern]
    }
    private let sources: [Source]

    init(_ settings: [SourceSettings]) {
        sources = settings.map { source in
            Source(
                name: source.name,
                patterns: source.paths.map { ($0, GlobPattern($0)) },
                exclude: source.exclude.map { GlobPattern($0) }
            )
        }
    }

    /// Walks all patterns.
    func walk() -> Findings {
        var findings = Findings()
        for source in sources {
            for pattern in source.patterns {
                let before = findings.paths.count
                let problems = findings.problems.count
                visit(
                    pattern.glob.isAbsolute ? "/" : ".",
                    pattern.glob.components[...],
                    source,
                    &findings
                )
                if findings.paths.count == before, findings.problems.count == problems {
                    findings.problems[pattern.text] = .nothingMatches(source: source.name)
                }
            }
        }
        return findings
    }

    /// The path of a name in a directory; `.` is left out.
    static func join(_ directory: String, _ name: String) -> String {
        directory == "/" ? "/" + name : directory == "." ? name : directory + "/" + name
    }

    private func visit(
        _ directory: String,
        _ components: ArraySlice<GlobPattern.Component>,
        _ source: Source,
        _ findings: inout Findings
    ) {
        guard let component = components.first else { return }
        let rest = components.dropFirst()
        if case .name(let name) = component {
            let path = Discovery.join(directory, name)
            if rest.isEmpty {
                findings.directories.insert(directory)
                consider(path, source, isNamed: true, &findings)
            } else if isDirectory(path, directory, isNamed: true, &findings) {
                visit(path, rest, source, &findings)
            }
            return
        }
        findings.directories.insert(directory)
        let names: [String]
        do {
            names = try FileSystem.list(directory)
        } catch {
            findings.problems[directory] = error.systemCode == 2 ? .missing : .failed(error)
            return
        }
        if component == .anyDirectories {
            visit(directory, rest.isEmpty ? [.pattern([UInt8(ascii: "*")])] : rest, source, &findings)
            for name in names where name.utf8.first != UInt8(ascii: ".") {
                let path = Discovery.join(directory, name)
                guard let status = try? FileSystem.linkStatus(path), status.sort == .directory else {
                    continue
                }
                visit(path, components, source, &findings)
            }
            return
        }
        for name in names where GlobPattern.matches(name: name, component) {
            let path = Discovery.join(directory, name)
            if rest.isEmpty {
                consider(path, source, isNamed: false, &findings)
            } else if isDirectory(path, directory, isNamed: false, &findings) {
                visit(path, rest, source, &findings)
            }
        }
    }

    private func isDirectory(
        _ path: String,
        _ parent: String,
        isNamed: Bool,
        _ findings: inout Findings
    ) -> Bool {
        do {
            guard let status = try FileSystem.status(path) else {
                if isNamed {
                    // Its coming is seen in the directory above.
                    findings.directories.insert(parent)
                    findings.problems[path] = .missing
                }
                return false
            }
            return status.sort == .directory
        } catch {
            findings.directories.insert(parent)
            findings.problems[path] = .failed(error)
            return false
        }
    }

    private func consider(_ path: String, _ source: Source, isNamed: Bool, _ findings: inout Findings) {
        guard !isExcluded(path, source), !findings.paths.contains(path) else { return }
        do {
            guard let link = try FileSystem.linkStatus(path),
                let status = link.sort == .symbolicLink ? try FileSystem.status(path) : link
            else {
                if isNamed { findings.problems[path] = .missing }
                return
            }
            switch status.sort {
            case .file: break
            case .directory where !isNamed: return
            case .directory, .special, .symbolicLink:
                findings.problems[path] = .notRegular
                return
            }
            if let owner = findings.claimed[status.identity] {
                if owner != source.name { findings.problems[path] = .claimedBy(source: owner) }
                findings.paths.insert(path)
                return
            }
            findings.claimed[status.identity] = source.name
            findings.paths.insert(path)
            if link.sort == .symbolicLink { findings.links.insert(path) }
            findings.files.append(
                FoundFile(
                    source: source.name,
                    path: path,
                    identity: status.identity,
                    size: status.size,
                    modified: status.modified,
                    changed: status.changed
                )
            )
        } catch {
            findings.problems[path] = .failed(error)
        }
    }

    private func isExcluded(_ path: String, _ source: Source) -> Bool {
        source.exclude.contains { pattern in
            if !pattern.isAbsolute, pattern.components.count == 1, let only = pattern.components.first {
                let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map {
                    String(path[path.index(after: $0)...])
                }
                return GlobPattern.matches(name: name ?? path, only)
            }
            return pattern.matches(path: path)
        }
    }
}
