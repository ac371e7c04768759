internal import FraiseModel

/// The open entries of a log's sessions, and the way of a complete entry to its record.
///
/// An entry is finished by the log alone: by the next line of its session that cannot belong to it, by the line
/// behind a disconnection, by a line of the file that is a minute later, or by the bound on all of them; never by
/// the clock. So following a file and reading it afterwards give the same records (docs/archive-format.md, "Held
/// records").
final class SessionTable {
    /// An entry that is this much older than a line of the file, in microseconds, is complete.
    static let patience: Int64 = 60_000_000
    /// Most bytes of the file that open entries may stand for.
    static let heldLimit: Int64 = 16 << 20

    private let encoder: RecordEncoder
    private let source: String
    private let keepsLiterals: Bool
    var sessions: [UInt64: PostgresSession] = [:]
    var touched: [PostgresSession] = []
    private var spare: [PostgresEvent] = []
    private var fields = RecordFields()
    /// No open entry is older than this.
    var oldest = Int64.max
    var heldBytes: Int64 = 0
    /// The session whose last entry says that it ends.
    var ended: PostgresSession?
    /// Bytes of held records that could not be taken up again.
    var lostBytes: Int64 = 0
    var lostSessions: [[UInt8]] = []
    /// Held records that are not the table's are handed to its owner.
    var restoreOther: ((_ record: HeldRecord, _ slot: UInt8) -> Bool)?

    init(encoder: RecordEncoder, source: String, keepsLiterals: Bool) {
        self.encoder = encoder
        self.source = source
        self.keepsLiterals = keepsLiterals
    }

    /// An empty entry.
    func makeEvent() -> PostgresEvent {
        guard let event = spare.popLast() else { return PostgresEvent(keepsLiterals: keepsLiterals) }
        event.removeAll()
        event.keepsLiterals = keepsLiterals
        return event
    }

    func recycle(_ event: PostgresEvent) {
        if spare.count < 256 { spare.append(event) }
    }

    func session(_ key: UInt64) -> PostgresSession {
        if let session = sessions[key] { return session }
        let session = PostgresSession(key: key)
        sessions[key] = session
        // Sessions that hold nothing are forgotten at the next report.
        touch(session, [])
        return session
    }

    /// Before a line of `session` at `now`: finishes what the line shows to be complete elsewhere. False when the
    /// batch was full; the same line has to be given again.
    func advance(
        to now: Timestamp,
        line session: PostgresSession?,
        into batch: RecordBatch,
        _ progress: inout ParseProgress
    ) -> Bool {
        if let ended, ended !== session {
            guard finishCurrent(ended, into: batch, &progress) else { return false }
            self.ended = nil
        }
        if now.microseconds - SessionTable.patience >= oldest {
            guard
                expire(at: now.microseconds - SessionTable.patience, except: session, into: batch, &progress)
            else { return false }
        }
        while heldBytes > SessionTable.heldLimit {
            guard let largest = oldestSession(except: session) else { break }
            largest.current?.isIncomplete = true
            largest.awaiting?.isIncomplete = true
            guard finishAll(largest, into: batch, &progress) else { return false }
        }
        return true
    }

    private func expire(
        at limit: Int64,
        except own: PostgresSession?,
        into batch: RecordBatch,
        _ progress: inout ParseProgress
    ) -> Bool {
        let due = sessions.values.filter { session in
            session !== own && (isDue(session.current, limit) || isDue(session.awaiting, limit))
        }
        for session in due.sorted(by: { SessionTable.order($0) < SessionTable.order($1) }) {
            if isDue(session.current, limit), !finishCurrent(session, into: batch, &progress) { return false }
            if isDue(session.awaiting, limit), !finishAwaiting(session, into: batch, &progress) {
                return false
            }
        }
        oldest = sessions.values.reduce(Int64.max) { result, session in
            min(
                result,
                session.current?.timestamp.microseconds ?? .max,
                session.awaiting?.timestamp.microseconds ?? .max
            )
        }
        return true
    }

    private func isDue(_ event: PostgresEvent?, _ limit: Int64) -> Bool {
        guard let event else { return false }
        return event.timestamp.microseconds <= limit
    }

    private static func order(_ session: PostgresSession) -> Int64 {
        min(session.current?.offset ?? .max, session.awaiting?.offset ?? .max)
    }

    private func oldestSession(except own: PostgresSession?) -> PostgresSession? {
        sessions.values.filter { !$0.isEmpty && $0 !== own }
            .min { SessionTable.order($0) < SessionTable.order($1) }
    }

    /// Opens an entry of `session`, whose `current` is nil.
    func begin(_ event: PostgresEvent, in session: PostgresSession) {
        session.current = event
        if event.isDisconnection { ended = session }
        oldest = min(oldest, event.timestamp.microseconds)
        touch(session, .current)
    }

    /// Enters a line of the file as belonging to the session's open entry.
    func account(
        _ session: PostgresSession,
        _ event: PostgresEvent,
        at offset: Int64,
        bytes: Int,
        _ progress: inout ParseProgress
    ) {
        event.bytes += Int64(bytes)
        event.end = offset + Int64(bytes)
        event.lines += 1
        heldBytes += Int64(bytes)
        progress.ledger.heldBytes += Int64(bytes)
        if event.isDisconnection { ended = session }
        touch(session, .current)
    }

    private func touch(_ session: PostgresSession, _ slot: PostgresSession.Slots) {
        session.changed.insert(slot)
        if session.isTouched { return }
        session.isTouched = true
        touched.append(session)
    }

    /// Ends the open entry of a session. False when the batch was full; nothing has happened then that a second
    /// call would repeat.
    func finishCurrent(_ session: PostgresSession, into batch: RecordBatch, _ progress: inout ParseProgress)
        -> Bool
    {
        guard let event = session.current else { return true }
        guard deliver(event, of: session, into: batch, &progress) else { return false }
        session.current = nil
        if ended === session { ended = nil }
        touch(session, .current)
        return true
    }

    private func finishAwaiting(
        _ session: PostgresSession,
        into batch: RecordBatch,
        _ progress: inout ParseProgress
    )
        -> Bool
    {
        guard let event = session.awaiting else { return true }
        guard write(event, into: batch, &progress) else { return false }
        session.awaiting = nil
        touch(session, .awaiting)
        recycle(event)
        return true
    }

    private func finishAll(
        _ session: PostgresSession,
        into batch: RecordBatch,
        _ progress: inout ParseProgress
    ) -> Bool {
        finishCurrent(session, into: batch, &progress) && finishAwaiting(session, into: batch, &progress)
    }

    /// Ends everything, in the order of the file. False when the batch was full.
    func finishAll(into batch: RecordBatch, _ progress: inout ParseProgress) -> Bool {
        let open = sessions.values.filter { !$0.isEmpty }
        for session in open.sorted(by: { SessionTable.order($0) < SessionTable.order($1) }) {
            guard finishAll(session, into: batch, &progress) else { return false }
        }
        ended = nil
        return true
    }

    /// Brings a complete entry to its record. A statement that was logged without its duration waits for it; its
    /// bare duration, or the error that it ended in, joins it. The entry is recycled or kept when true is
    /// returned; when the batch was full, false, it is unchanged.
    func deliver(
        _ event: PostgresEvent,
        of session: PostgresSession,
        into batch: RecordBatch,
        _ progress: inout ParseProgress
    ) -> Bool {
        if event.shape == .statement {
            guard finishAwaiting(session, into: batch, &progress) else { return false }
            session.awaiting = event
            oldest = min(oldest, event.timestamp.microseconds)
            touch(session, .awaiting)
            return true
        }
        if let statement = session.awaiting {
            if event.shape == .bareDuration {
                return join(event, to: statement, of: session, into: batch, &progress)
            }
            if event.shape == .text, event.severity.isError, !event.sql.text.isEmpty {
                // The error's record has the statement too: it stands for both.
                event.bytes += statement.bytes
                event.lines += statement.lines
                guard write(event, into: batch, &progress) else {
                    event.bytes -= statement.bytes
                    event.lines -= statement.lines
                    return false
                }
                drop(statement, of: session)
                recycle(event)
                return true
            }
            if event.isDisconnection || event.severity == .fatal {
                guard finishAwaiting(session, into: batch, &progress) else { return false }
            }
        }
        guard write(event, into: batch, &progress) else { return false }
        recycle(event)
        return true
    }

    private func join(
        _ event: PostgresEvent,
        to statement: PostgresEvent,
        of session: PostgresSession,
        into batch: RecordBatch,
        _ progress: inout ParseProgress
    ) -> Bool {
        let logged = statement.timestamp
        statement.timestamp = event.timestamp
        statement.duration = event.duration
        statement.isDurationOutOfRange = event.isDurationOutOfRange
        statement.bytes += event.bytes
        statement.lines += event.lines
        guard write(statement, into: batch, &progress) else {
            statement.timestamp = logged
            statement.duration = nil
            statement.isDurationOutOfRange = false
            statement.bytes -= event.bytes
            statement.lines -= event.lines
            return false
        }
        drop(statement, of: session)
        recycle(event)
        return true
    }

    private func drop(_ statement: PostgresEvent, of session: PostgresSession) {
        session.awaiting = nil
        touch(session, .awaiting)
        recycle(statement)
    }

    /// Makes the record. All of the entry's bytes are held until here.
    private func write(_ event: PostgresEvent, into batch: RecordBatch, _ progress: inout ParseProgress)
        -> Bool
    {
        event.fill(&fields)
        switch encoder.append(&fields, source: source, to: batch) {
        case .full: return false
        case .kept:
            progress.ledger.records += 1
            progress.ledger.operations += 1
            progress.ledger.parsedBytes += event.bytes
        case .sampledOut:
            progress.ledger.operations += 1
            progress.ledger.parsedBytes += event.bytes
        case .rejected(let reason):
            reject(event, reason, &progress)
        }
        progress.ledger.heldBytes -= event.bytes
        heldBytes -= event.bytes
        return true
    }

    /// Enters an entry's bytes as rejected; they leave `heldBytes` where the caller had them there.
    func reject(_ event: PostgresEvent, _ reason: RejectReason, _ progress: inout ParseProgress) {
        progress.ledger.rejectedBytes += event.bytes
        progress.ledger.rejects[Int(reason.rawValue)] += max(1, event.lines)
        progress.rejects.append(Reject(reason: reason, offset: event.offset, length: event.bytes))
    }

    /// Adds bytes of an entry that its owner holds outside the table (`deliver` expects them held).
    func hold(_ event: PostgresEvent, bytes: Int64, _ progress: inout ParseProgress) {
        heldBytes += bytes
        progress.ledger.heldBytes += bytes
    }
}
