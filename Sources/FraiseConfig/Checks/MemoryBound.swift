/// How much memory the agent takes at most: the sum of the bounds of its parts.
public struct MemoryBound: Hashable, Sendable {
    /// One part and its bound.
    public struct Pool: Hashable, Sendable {
        /// What it is for, as a person reads it.
        public var name: String
        /// Bytes.
        public var bytes: Int64

        /// A pool from its parts.
        public init(name: String, bytes: Int64) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// Largest first.
    public let pools: [Pool]

    /// The bound of windows and of parts whose bounds are fixed.
    public init(_ configuration: AgentConfiguration, fixed: [Pool]) {
        let windows = Pool(name: "windows (windows.memory)", bytes: configuration.windows.memory)
        pools = (fixed + [windows]).sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
    }

    /// Bytes.
    public var total: Int64 { pools.reduce(0) { $0 + $1.bytes } }

    /// Lines for a person: the sum, then the parts.
    public var text: String {
        (["memory: at most \(MemoryBound.mebibytes(total))"]
            + pools.map { "  \(MemoryBound.mebibytes($0.bytes)) \($0.name)" })
            .joined(separator: "\n")
    }

    /// Rounded up, as it is a bound.
    private static func mebibytes(_ bytes: Int64) -> String {
        bytes < 1 << 20 ? ByteSize.text(bytes) : "\((bytes + (1 << 20) - 1) >> 20)MiB"
    }
}
