import FraiseModel
import Testing

@Suite struct CivilDateTests {
    /// Every day of four centuries and more, counted up by the calendar's own rules.
    @Test func everyDayFromYear1600To2400() {
        var date = CivilDate(year: 1600, month: 1, day: 1)
        var days = -135_140
        while date.year < 2400 {
            #expect(date.exists)
            #expect(date.daysSinceEpoch == days)
            #expect(CivilDate(daysSinceEpoch: days) == date)
            var next = CivilDate(year: date.year, month: date.month, day: date.day + 1)
            if !next.exists { next = CivilDate(year: date.year, month: date.month + 1, day: 1) }
            if !next.exists { next = CivilDate(year: date.year + 1, month: 1, day: 1) }
            date = next
            days += 1
        }
        #expect(days == 157_054)
    }

    @Test(arguments: [
        (1900, 2, 28, true), (1900, 2, 29, false), (2000, 2, 29, true), (2024, 2, 29, true),
        (2023, 2, 29, false),
        (2024, 4, 31, false), (2024, 12, 31, true), (2024, 13, 1, false), (2024, 0, 1, false),
        (2024, 1, 0, false),
        (2024, 1, 32, false), (-4, 2, 29, true), (0, 2, 29, true),
    ]) func exists(year: Int, month: Int, day: Int, exists: Bool) {
        #expect(CivilDate(year: year, month: month, day: day).exists == exists)
    }

    @Test func yearsBeforeTheEpoch() {
        #expect(CivilDate(year: 0, month: 3, day: 1).daysSinceEpoch == -719_468)
        #expect(CivilDate(daysSinceEpoch: -719_468) == CivilDate(year: 0, month: 3, day: 1))
        #expect(CivilDate(daysSinceEpoch: -719_469) == CivilDate(year: 0, month: 2, day: 29))
    }
}
