internal import FraiseConfig
internal import FraisePlatform

/// What `--check` prints for a configuration without errors.
struct ConfigurationReport {
    private let source: ConfigurationSource
    private let loaded: ConfigurationSource.Loaded

    init(_ source: ConfigurationSource, _ loaded: ConfigurationSource.Loaded) {
        self.source = source
        self.loaded = loaded
    }

    /// Pools whose size the configuration does not decide; the bounds are named where they are enforced.
    static let fixedPools = [
        MemoryBound.Pool(name: "blocks read", bytes: 4 << 20),
        MemoryBound.Pool(name: "one longest line", bytes: 16 << 20),
        MemoryBound.Pool(name: "batches parsed and waiting", bytes: 16 << 20),
        MemoryBound.Pool(name: "summaries of two segments", bytes: 48 << 20),
        MemoryBound.Pool(name: "recent and slow records", bytes: 32 << 20),
        MemoryBound.Pool(name: "held records of multi-line logs", bytes: 16 << 20),
        MemoryBound.Pool(name: "program", bytes: 40 << 20),
    ]

    /// Prints and returns the exit code.
    func print() -> Int32 {
        var text = "\(source.path ?? "configuration"): correct\n"
        for warning in loaded.warnings { text += "warning: \(warning)\n" }
        text += MemoryBound(loaded.configuration, fixed: ConfigurationReport.fixedPools).text + "\n"
        text += RetentionPlan(loaded.configuration).text + "\n"
        return ProcessEnvironment.write(text, to: 1) ? 0 : 73
    }
}
