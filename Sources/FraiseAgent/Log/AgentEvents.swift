internal import FraiseArchive
internal import FraiseModel
internal import FraisePipeline
internal import FraiseTail
internal import Synchronization

/// Turns what the stages report into log lines, and keeps what health has to know.
final class AgentEvents: PipelineEvents {
    private let log: AgentLog
    private let damage = Mutex<[String]>([])
    private let wake: @Sendable () -> Void

    /// `sealed` is called after a segment was sealed.
    init(log: AgentLog, sealed wake: @escaping @Sendable () -> Void = {}) {
        self.log = log
        self.wake = wake
    }

    /// What recovery found damaged in this run.
    var archiveDamage: [String] { damage.withLock { $0 } }

    func sealed(_ segment: SealedSegment) {
        log.info(
            "segment sealed",
            [
                "segment": "\(segment.end.segment)", "records": "\(segment.end.records)",
                "bytes": "\(segment.size)", "head": Hexadecimal.text(segment.head), "path": segment.path,
            ]
        )
        wake()
    }

    func sealingFailed(segment: Int64, _ error: FraiseError) {
        log.error("segment cannot be sealed", ["segment": "\(segment)", "error": error.description])
    }

    func removed(_ segment: SealedSegment, _ reason: RemovalReason) {
        let values: KeyValuePairs = [
            "segment": "\(segment.end.segment)", "reason": reason.rawValue, "bytes": "\(segment.size)",
            "sealed": segment.end.sealed.text, "path": segment.path,
        ]
        if reason == .space {
            log.warning("segment removed early for want of space", values)
        } else {
            log.info("segment removed by retention", values)
        }
    }

    func removalFailed(_ error: FraiseError) {
        log.error("segment cannot be removed", ["error": error.description])
    }

    func cutTail(path: String, bytes: Int64) {
        log.info("unacknowledged tail cut; its lines are read again", ["path": path, "bytes": "\(bytes)"])
    }

    func damaged(path: String, ranges: [Range<Int64>]) {
        let text = ranges.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
        damage.withLock { $0.append("\(path): bytes \(text)") }
        log.error("archive damaged", ["path": path, "ranges": text])
    }

    func forked(from old: [UInt8], to new: [UInt8]) {
        log.warning(
            "the archive directory is a copy; it goes on under a new identity",
            ["old": Hexadecimal.text(old), "new": Hexadecimal.text(new)]
        )
    }

    func paused(_ reason: FraiseError) {
        log.error("ingest paused", ["reason": reason.description])
    }

    func resumed() {
        log.info("ingest goes on")
    }

    func parserProblem(path: String, _ problem: String) {
        log.warning("log format", ["path": path, "problem": problem])
    }

    func tail(_ event: TailEvent) {
        switch event {
        case .fileAdded(let path, let source, _): log.info("file followed", ["path": path, "source": source])
        case .fileMoved(let from, let to, _): log.info("file renamed", ["from": from, "to": to])
        case .fileFinished(let path, _): log.info("file ended", ["path": path])
        case .fileRewritten(let path, _, let unread):
            log.warning(
                "file rewritten; reading from its start",
                ["path": path, "unread_bytes": "\(unread)"]
            )
        case .twinParked(let path, _): log.info("copy of a followed file", ["path": path])
        case .twinContinued(let path, _, let offset):
            log.info("file continued in its copy", ["path": path, "offset": "\(offset)"])
        case .twinDone(let path, _): log.info("copy of what was read already", ["path": path])
        case .lost(let path, _, let offset, let length):
            log.error("bytes lost", ["path": path, "offset": "\(offset)", "bytes": "\(length)"])
        case .holeSkipped(let path, _, let length):
            log.info("leading NUL bytes skipped", ["path": path, "bytes": "\(length)"])
        case .damagedGzip(let path, _, let offset):
            log.error("gzip file damaged", ["path": path, "offset": "\(offset)"])
        case .problem(let path, let problem):
            log.warning("path not followed", ["path": path, "problem": problem.text])
        case .resolved(let path): log.info("path followed again", ["path": path])
        case .polling(let error):
            log.warning("files are looked at every few seconds", ["reason": error.description])
        }
    }
}

extension TailProblem {
    /// What a person reads, with what to do.
    var text: String {
        switch self {
        case .missing: "no such file or directory; create it or correct sources.paths"
        case .nothingMatches(let source): "no file matches (source \(source)); correct sources.paths"
        case .notRegular: "not a regular file; FIFOs, sockets and devices are not read"
        case .claimedBy(let source): "source \(source) has it already; exclude it in one of the two"
        case .failed(let error): error.description
        }
    }
}
