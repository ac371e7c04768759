import FraiseModel
import FraiseTestSupport
import Testing

/// Compares the account of a run, or its part `this_run`, with what a generator says.
func expectAccount(
    _ account: JSONTree?,
    _ oracle: Oracle,
    skippedMore: Int64 = 0,
    pending: Int64 = 0,
    _ place: SourceLocation = #_sourceLocation
) {
    func sum(_ name: String) -> Int64? {
        account?["sources"]?.elements.reduce(0) { $0 + ($1[name]?.integer ?? .min / 1000) }
    }
    #expect(account?["records"]?.integer == oracle.records, sourceLocation: place)
    #expect(account?["operations"]?.integer == oracle.records, sourceLocation: place)
    #expect(account?["sampled_out"]?.integer == 0, sourceLocation: place)
    #expect(sum("records") == oracle.records, sourceLocation: place)
    #expect(sum("lines") == oracle.lines, sourceLocation: place)
    #expect(sum("rejected") == oracle.rejectedLines, sourceLocation: place)
    #expect(sum("bytes_parsed") == oracle.parsedBytes, sourceLocation: place)
    #expect(sum("bytes_rejected") == oracle.rejectedBytes, sourceLocation: place)
    #expect(sum("bytes_skipped") == oracle.skippedBytes + skippedMore, sourceLocation: place)
    #expect(sum("bytes_pending") == pending, sourceLocation: place)
    #expect(sum("bytes_lost") == 0, sourceLocation: place)
    let total = oracle.parsedBytes + oracle.rejectedBytes + oracle.skippedBytes + skippedMore + pending
    #expect(sum("bytes_total") == total, sourceLocation: place)
    var rejects: [String: Int64] = [:]
    for source in account?["sources"]?.elements ?? [] {
        for (reason, count) in source["rejects"]?.members ?? [:] {
            rejects[reason, default: 0] += count.integer ?? 0
        }
    }
    let wanted = Dictionary(uniqueKeysWithValues: oracle.rejects.map { ($0.key.name, $0.value) })
    #expect(rejects == wanted, sourceLocation: place)
}

/// Compares archived records with the operations that they had to become, one by one and in order.
func expectRecords(
    _ records: [ArchivedRecord],
    _ oracle: Oracle,
    _ place: SourceLocation = #_sourceLocation
) {
    #expect(records.map(\.number) == oracle.operations.map(\.number), sourceLocation: place)
    let wrong = zip(records, oracle.operations).first { !$0.agrees(with: $1) }
    #expect(wrong == nil, sourceLocation: place)
}
