internal import FraiseModel

extension SessionTable {
    /// Counts a restored entry that its owner holds.
    func adopt(_ event: PostgresEvent) { heldBytes += event.bytes }

    /// Appends what has changed since the last call.
    func report(_ progress: inout ParseProgress) {
        if lostBytes > 0 || !lostSessions.isEmpty {
            progress.ledger.heldBytes -= lostBytes
            progress.ledger.lostBytes += lostBytes
            for session in lostSessions { progress.held.append(.remove(session: session)) }
            lostBytes = 0
            lostSessions = []
        }
        for session in touched {
            for slot in PostgresSession.Slot.allCases where session.changed.contains(.init(slot)) {
                if let event = session.event(slot) {
                    session.reported.insert(.init(slot))
                    progress.held.append(.put(record(event, key: session.key, slot: slot.rawValue)))
                } else if session.reported.contains(.init(slot)) {
                    session.reported.remove(.init(slot))
                    progress.held.append(
                        .remove(session: SessionTable.name(session.key, slot: slot.rawValue))
                    )
                }
            }
            session.changed = []
            session.isTouched = false
            if session.isEmpty { sessions[session.key] = nil }
        }
        touched.removeAll(keepingCapacity: true)
    }

    /// An open entry as it is persisted.
    func record(
        _ event: PostgresEvent,
        key: UInt64,
        slot: UInt8,
        extra: (inout StateWriter) -> Void = { _ in }
    )
        -> HeldRecord
    {
        var writer = StateWriter()
        writer.add(PostgresEvent.stateVersion)
        event.save(to: &writer)
        extra(&writer)
        return HeldRecord(
            session: SessionTable.name(key, slot: slot),
            state: writer.bytes,
            bytes: event.bytes
        )
    }

    /// The slot and eight bytes of the key.
    static func name(_ key: UInt64, slot: UInt8) -> [UInt8] {
        [slot] + (0..<8).map { UInt8(truncatingIfNeeded: key >> (56 - 8 * UInt64($0))) }
    }

    /// Takes up what a position holds. What cannot be read, because another version wrote it, is lost and entered
    /// so.
    func restore(_ held: [HeldRecord]) {
        for record in held where !restore(record) {
            lostBytes += record.bytes
            lostSessions.append(record.session)
        }
    }

    private func restore(_ record: HeldRecord) -> Bool {
        guard record.session.count == 9 else { return false }
        guard let slot = PostgresSession.Slot(rawValue: record.session[0]) else {
            return restoreOther?(record, record.session[0]) ?? false
        }
        var reader = StateReader(record.state)
        let event = makeEvent()
        guard reader.byte() == PostgresEvent.stateVersion, event.restore(from: &reader), reader.isComplete
        else {
            return false
        }
        let session = session(record.session[1...].reduce(0) { $0 << 8 | UInt64($1) })
        if slot == .current { session.current = event } else { session.awaiting = event }
        session.reported.insert(.init(slot))
        oldest = min(oldest, event.timestamp.microseconds)
        heldBytes += event.bytes
        if event.isDisconnection, slot == .current { ended = session }
        return true
    }

    /// The session whose line ends at `offset`: what follows may go on with it.
    func session(endingAt offset: Int64) -> PostgresSession? {
        sessions.values.first { $0.current?.end == offset }
    }
}
