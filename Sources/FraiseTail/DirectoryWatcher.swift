internal import FraiseModel
internal import FraisePlatform

/// Keeps the kernel's watches in step with the directories and files that matter, and turns its reports into
/// paths.
struct DirectoryWatcher {
    /// What the reports since the last look amount to.
    struct Report {
        /// Names have come or gone, or reports were lost: walk all patterns.
        var needsWalk = false
        /// Files whose content may have changed.
        var paths: Set<String> = []
        /// Watched files, by number of their watch.
        var watches: Set<Int32> = []
    }

    /// Why there are no reports; nil when there are.
    private(set) var failure: FraiseError?
    private var inotify: Inotify?
    private var directories: [String: Int32] = [:]
    private var links: [String: Int32] = [:]
    private var paths: [Int32: String] = [:]
    private var linkPaths: [Int32: String] = [:]
    /// Whether some directory could not be watched.
    private(set) var isIncomplete = false

    init(isUsed: Bool) {
        guard isUsed else { return }
        do {
            inotify = try Inotify()
        } catch {
            failure = error
        }
    }

    /// Whether changes are seen at once everywhere.
    var isComplete: Bool { inotify != nil && !isIncomplete }

    var descriptors: [Int32] { inotify.map { [$0.descriptor] } ?? [] }

    /// Watches exactly these; gives the first failure, and whether there are watches that were not there before.
    mutating func watch(
        directories wanted: Set<String>,
        links wantedLinks: Set<String>
    ) -> (failure: FraiseError?, hasNew: Bool) {
        guard let inotify else { return (nil, false) }
        isIncomplete = false
        var first: FraiseError?
        var hasNew = false
        for (path, watch) in directories where !wanted.contains(path) {
            directories[path] = nil
            if paths[watch] == path { paths[watch] = nil }
            if !directories.values.contains(watch) { inotify.remove(watch) }
        }
        for (path, watch) in links where !wantedLinks.contains(path) {
            links[path] = nil
            linkPaths[watch] = nil
            inotify.remove(watch)
        }
        // Asked for anew each time: the path may lead to another directory by now; for the same it is free.
        for path in wanted {
            do {
                let watch = try inotify.watch(directory: path)
                if directories[path] != watch { hasNew = true }
                directories[path] = watch
                paths[watch] = path
            } catch {
                directories[path] = nil
                if error.systemCode != 2 {
                    isIncomplete = true
                    first = first ?? error
                }
            }
        }
        for path in wantedLinks {
            guard let watch = try? inotify.watch(file: path) else { continue }
            links[path] = watch
            linkPaths[watch] = path
        }
        return (first, hasNew)
    }

    /// Watches a file through its descriptor, where no path leads to it any more.
    func watch(descriptor: Int32) -> Int32? {
        try? inotify?.watch(file: "/proc/self/fd/\(descriptor)")
    }

    func remove(_ watch: Int32) {
        inotify?.remove(watch)
    }

    /// Takes the reports that are there.
    mutating func report() -> Report {
        var report = Report()
        guard let inotify else { return report }
        do {
            for event in try inotify.events() {
                if event.changes.contains(.overflow) {
                    report.needsWalk = true
                } else if let directory = paths[event.watch] {
                    if !event.changes.isDisjoint(with: .names) { report.needsWalk = true }
                    if event.changes.contains(.ended) {
                        directories[directory] = nil
                        paths[event.watch] = nil
                    }
                    if !event.name.isEmpty { report.paths.insert(Discovery.join(directory, event.name)) }
                } else if let path = linkPaths[event.watch] {
                    report.paths.insert(path)
                    if !event.changes.isDisjoint(with: .names) { report.needsWalk = true }
                } else {
                    report.watches.insert(event.watch)
                }
            }
        } catch {
            report.needsWalk = true
        }
        return report
    }
}
