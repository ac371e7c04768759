import FraiseModel
import Testing

@testable import FraisePostgres

@Suite struct SummaryRowsTests {
    @Test func minutesOfAnHourAreAddedUp() {
        let rows = [
            Sample.row(minute: 1, durations: [5]), Sample.row(minute: 60, durations: [7, 9]), Sample.row(),
        ]
        let hours = SummaryRows.widened(rows, to: 3600)
        #expect(hours.map(\.windowStart) == [Sample.now.seconds - 3600, Sample.now.seconds])
        #expect(hours.map(\.windowSeconds) == [3600, 3600])
        #expect(hours.map(\.totals.count) == [3, 1])
        #expect(hours[0].totals.durationSum == 21)
    }

    @Test func textsThatOnlyLookAlikeStayApart() {
        let rows = ["e\u{301}", "\u{e9}"].map { Sample.row(name: $0) }
        #expect(SummaryRows.widened(rows, to: 3600).count == 2)
    }
}
