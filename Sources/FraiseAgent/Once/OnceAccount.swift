internal import FraiseArchive
internal import FraiseControl
internal import FraiseModel
internal import FraisePipeline
internal import FraiseTail

/// The line of JSON that `--once` prints: what became of every byte.
struct OnceAccount {
    /// Accounts by file number, before and after.
    var before: [Int64: FileState]
    var after: [Int64: FileState]
    var files: [TailStatus]
    var segments: [SealedSegment]
    var elapsed: Double
    /// sent, pending or off.
    var postgresql: String

    private func unterminated(_ file: Int64) -> Int64 {
        files.first { $0.number == file }?.pendingBytes ?? 0
    }

    private static func members(_ ledger: Ledger, unterminated: Int64) -> [JSONValue.Member] {
        let pending = ledger.heldBytes + unterminated
        let total =
            ledger.parsedBytes + ledger.rejectedBytes + ledger.skippedBytes + pending + ledger.lostBytes
        return [
            .init("bytes_total", .integer(total)),
            .init("bytes_parsed", .integer(ledger.parsedBytes)),
            .init("bytes_rejected", .integer(ledger.rejectedBytes)),
            .init("bytes_skipped", .integer(ledger.skippedBytes)),
            .init("bytes_pending", .integer(pending)),
            .init("bytes_lost", .integer(ledger.lostBytes)),
            .init("lines", .integer(ledger.lines)),
            .init("records", .integer(ledger.records)),
            .init("rejected", .integer(ledger.rejectedLines)),
        ]
    }

    private static func rejects(_ ledger: Ledger) -> JSONValue.Member {
        let counts = RejectReason.allCases.compactMap { reason -> JSONValue.Member? in
            let count = ledger.rejects[Int(reason.rawValue)]
            return count == 0 ? nil : .init(reason.name, .integer(count))
        }
        return .init("rejects", .object(counts))
    }

    private static func difference(_ after: Ledger, _ before: Ledger?) -> Ledger {
        guard let before else { return after }
        var result = after
        result.parsedBytes -= before.parsedBytes
        result.rejectedBytes -= before.rejectedBytes
        result.skippedBytes -= before.skippedBytes
        result.heldBytes -= before.heldBytes
        result.lostBytes -= before.lostBytes
        result.lines -= before.lines
        result.records -= before.records
        result.operations -= before.operations
        for index in result.rejects.indices { result.rejects[index] -= before.rejects[index] }
        return result
    }

    private func part(_ ledgers: [(FileState, Ledger)], countsUnterminated: Bool) -> [JSONValue.Member] {
        var sum = Ledger()
        for (_, ledger) in ledgers { sum.add(ledger) }
        let sources = ledgers.map { state, ledger in
            JSONValue.object(
                [.init("name", .string(state.position.source)), .init("path", .string(state.position.path))]
                    + OnceAccount.members(
                        ledger,
                        unterminated: countsUnterminated ? unterminated(state.position.number) : 0
                    )
                    + [OnceAccount.rejects(ledger)]
            )
        }
        return [
            .init("sources", .array(sources)),
            .init("records", .integer(sum.records)),
            .init("operations", .integer(sum.operations)),
            .init("sampled_out", .integer(sum.operations - sum.records)),
        ]
    }

    /// Change of the accounts in this run.
    var thisRun: [(FileState, Ledger)] {
        after.values.sorted { $0.position.number < $1.position.number }.map { state in
            (state, OnceAccount.difference(state.ledger, before[state.position.number]?.ledger))
        }
    }

    var json: JSONValue {
        let all = after.values.sorted { $0.position.number < $1.position.number }.map { ($0, $0.ledger) }
        let names = segments.map { segment in
            JSONValue.object([
                .init("segment", .integer(segment.end.segment)), .init("path", .string(segment.path)),
                .init("records", .integer(segment.end.records)), .init("bytes", .integer(segment.size)),
                .init("head", .string(Hexadecimal.text(segment.head))),
            ])
        }
        return .object(
            part(all, countsUnterminated: true) + [
                .init("segments", .array(names)),
                .init("elapsed_seconds", .number((elapsed * 1000).rounded() / 1000)),
                .init("postgresql", .string(postgresql)),
                .init("this_run", .object(part(thisRun, countsUnterminated: true))),
            ]
        )
    }

    /// Whether some input gave bytes, but not one record ever.
    var hasOnlyBadInput: Bool {
        after.values.contains { $0.ledger.rejectedBytes > 0 && $0.ledger.operations == 0 }
    }
}
