@testable import FraiseArchive
import FraiseModel
import Testing

@Suite struct SegmentSummaryTests {
    private func summary(_ numbers: Range<Int>, maximumKeys: Int = 100) -> SegmentSummary {
        let summary = SegmentSummary(maximumKeys: maximumKeys)
        var order = NumberedRecords.KeyOrder()
        var numbering = KeyNumbering()
        let batch = NumberedRecords.batch(numbers, order: &order)
        numbering.take(batch)
        summary.apply(batch, numbering: numbering, tally: [])
        return summary
    }

    @Test func keysOverTheBoundShareARow() {
        let summary = summary(0..<75, maximumKeys: 2)
        #expect(summary.keys == [NumberedRecords.key(0), NumberedRecords.key(25), .other(.graphql)])
        let counted = summary.rows().reduce(0) { $0 + $1.totals.count }
        #expect(counted == Int64(NumberedRecords.kept(0..<75).count))
    }

    @Test func anotherNumberingDoesNotInheritKeys() {
        let summary = summary(0..<25)
        summary.forgetNumbering()
        var order = NumberedRecords.KeyOrder()
        var numbering = KeyNumbering()
        // In this numbering 0 is the second key.
        let batch = NumberedRecords.batch(25..<50, order: &order)
        numbering.take(batch)
        summary.apply(batch, numbering: numbering, tally: [])
        for row in summary.rows() where row.key == NumberedRecords.key(0) {
            #expect(row.totals.durationMaximum < 25_000)
        }
        #expect(summary.keys == [NumberedRecords.key(0), NumberedRecords.key(25)])
    }

    @Test func changedRowsAreGivenOnce() {
        let summary = summary(0..<150)
        let end = NumberedRecords.time(70)
        let first = summary.takeChangedRows(endedBy: end)
        #expect(!first.isEmpty && first.allSatisfy { $0.windowStart + 60 <= end.seconds })
        #expect(summary.takeChangedRows(endedBy: end).isEmpty)
        let rest = summary.takeChangedRows(endedBy: nil)
        #expect(first.count + rest.count == summary.rows().count)
        summary.markChanged([first[0].windowStart])
        #expect(
            summary.takeChangedRows(endedBy: nil).map(\.windowStart).allSatisfy { $0 == first[0].windowStart }
        )
    }

    @Test func sectionRoundTrips() throws {
        let summary = summary(0..<2000)
        let codec = BodyCodec()
        let keys = try SummarySection.keys(SummarySection.keyTable(summary.keys))
        #expect(keys == summary.keys)
        let payload = try codec.payload(ofParts: try SummarySection.parts(summary, codec: codec))
        let (rows, whole) = try SummarySection.decode(payload, keys: keys)
        #expect(rows == summary.rows())
        for (key, totals) in whole {
            var sum = OperationTotals()
            for row in rows where row.key == key { sum.merge(row.totals) }
            #expect(totals == sum)
        }
        #expect(throws: FraiseError.self) { try SummarySection.decode(payload, keys: Array(keys.dropLast())) }
        for count in stride(from: 0, to: payload.count, by: 7) {
            #expect(throws: FraiseError.self) {
                try SummarySection.decode(Array(payload[..<count]), keys: keys)
            }
        }
    }

    @Test func impossibleMinutesAreRefused() {
        var writer = ByteWriter()
        writer.varint(1)
        writer.signed(.max)
        writer.raw([UInt8](repeating: 0, count: 40))
        #expect(throws: FraiseError.self) {
            try SummarySection.decode(writer.bytes, keys: [NumberedRecords.key(0)])
        }
    }
}
