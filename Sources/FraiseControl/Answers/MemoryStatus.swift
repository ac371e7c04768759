/// Memory in the answer of `GET /v1/status`; nil is not measured.
public struct MemoryStatus: Hashable, Sendable {
    /// Resident bytes of the process.
    public var residentBytes: Int64?
    /// Bytes that windows hold.
    public var windowBytes: Int64?
    /// `windows.memory`.
    public var windowLimitBytes: Int64?
    /// Keys in the windows.
    public var windowKeys: Int64?
    /// Seconds of the finest cells.
    public var windowStepSeconds: Int64?

    /// Nothing measured.
    public init() {}

    var json: JSONValue {
        [
            "resident_bytes": .count(residentBytes),
            "window_bytes": .count(windowBytes),
            "window_limit_bytes": .count(windowLimitBytes),
            "window_keys": .count(windowKeys),
            "window_step": .text(windowStepSeconds.map { DurationText.text(seconds: $0) }),
        ]
    }
}
