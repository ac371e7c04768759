public import FraiseModel

/// One followed file in the answer of `GET /v1/status`.
public struct SourceStatus: Hashable, Sendable {
    /// Name of the configured source.
    public var source: String
    /// `operations` or `postgresql`.
    public var type: String
    public var path: String
    /// nil while no file is open.
    public var identity: FileIdentity?
    public var generation: Int64 = 0
    /// `following`, `waiting`, `finished`, `unreadable` …
    public var state: String
    /// What a person should know of it; empty when nothing.
    public var message: String = ""
    /// Wrappers found by themselves: `docker`, `cri`, `syslog`.
    public var envelope: String?
    /// Bytes in the file.
    public var size: Int64?
    /// Bytes committed.
    public var offset: Int64?
    /// Bytes of complete lines beyond the committed offset, unread predecessors included, held lines not.
    public var lagBytes: Int64?
    /// Age in nanoseconds of the oldest of them since it was first seen; 0 when there is none.
    public var lag: Int64?
    /// Nanoseconds since the newest event time.
    public var eventAge: Int64?
    public var ledger = Ledger()
    /// Bytes after the last line end.
    public var unterminatedBytes: Int64 = 0

    /// A file with nothing read.
    public init(source: String, type: String, path: String, state: String) {
        self.source = source
        self.type = type
        self.path = path
        self.state = state
    }

    var json: JSONValue {
        let pending = ledger.heldBytes + unterminatedBytes
        let total =
            ledger.parsedBytes + ledger.rejectedBytes + ledger.skippedBytes + pending + ledger.lostBytes
        let identity: JSONValue =
            identity.map {
                [
                    "device": .number("\($0.device)"), "inode": .number("\($0.inode)"),
                    "generation": .integer(generation),
                ]
            } ?? .null
        let rejects = RejectReason.allCases.compactMap { reason -> JSONValue.Member? in
            let index = Int(reason.rawValue)
            guard index < ledger.rejects.count, ledger.rejects[index] > 0 else { return nil }
            return .init(reason.name, .integer(ledger.rejects[index]))
        }
        return [
            "name": .string(source),
            "type": .string(type),
            "path": .string(path),
            "state": .string(state),
            "message": .text(message.isEmpty ? nil : message),
            "envelope": .text(envelope),
            "identity": identity,
            "size": .count(size),
            "offset": .count(offset),
            "lag_bytes": .count(lagBytes),
            "lag_seconds": .seconds(lag),
            "event_age_seconds": .seconds(eventAge),
            "ledger": [
                "bytes_total": .integer(total),
                "bytes_parsed": .integer(ledger.parsedBytes),
                "bytes_rejected": .integer(ledger.rejectedBytes),
                "bytes_skipped": .integer(ledger.skippedBytes),
                "bytes_pending": .integer(pending),
                "bytes_lost": .integer(ledger.lostBytes),
            ],
            "lines": .integer(ledger.lines),
            "records": .integer(ledger.records),
            "operations": .integer(ledger.operations),
            "rejected": .integer(ledger.rejectedLines),
            "rejects": .object(rejects),
        ]
    }
}
