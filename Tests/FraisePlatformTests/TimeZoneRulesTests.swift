import FraiseModel
import Testing

@testable import FraisePlatform

@Suite struct TimeZoneRulesTests {
    private func zone(_ name: String) throws -> TimeZoneRules { try TimeZoneDatabase().rules(named: name) }

    private func seconds(_ year: Int, _ month: Int, _ day: Int, _ hour: Int, _ minute: Int = 0) -> Int64 {
        Int64(CivilDate(year: year, month: month, day: day).daysSinceEpoch) * 86_400
            + Int64(hour * 3600 + minute * 60)
    }

    @Test func offsetChangesAtTheTransitionSecond() throws {
        let berlin = try zone("Europe/Berlin")
        let spring = seconds(2026, 3, 29, 1)
        #expect(berlin.localTime(at: spring - 1).offset == 3600)
        #expect(berlin.localTime(at: spring).offset == 7200)
        #expect(berlin.localTime(at: spring).abbreviation == "CEST")
        let autumn = seconds(2026, 10, 25, 1)
        #expect(berlin.localTime(at: autumn - 1).offset == 7200)
        #expect(berlin.localTime(at: autumn).offset == 3600)
    }

    @Test(arguments: [2038, 2050, 2099])
    func footerRulesGoOnForEver(year: Int) throws {
        let berlin = try zone("Europe/Berlin")
        #expect(berlin.localTime(at: seconds(year, 1, 15, 12)).offset == 3600)
        #expect(berlin.localTime(at: seconds(year, 7, 15, 12)).offset == 7200)
        let south = try zone("Australia/Lord_Howe")
        #expect(south.localTime(at: seconds(year, 1, 15, 12)).offset == 39_600)
        #expect(south.localTime(at: seconds(year, 7, 15, 12)).offset == 37_800)
    }

    @Test func historicalOffsetsComeFromTheTable() throws {
        let kolkata = try zone("Asia/Kolkata")
        #expect(kolkata.localTime(at: seconds(2026, 6, 1, 0)).offset == 19_800)
        #expect(kolkata.localTime(at: seconds(1943, 6, 1, 0)).offset == 23_400)
        #expect(try zone("Asia/Tokyo").localTime(at: seconds(1950, 7, 1, 0)).abbreviation == "JDT")
    }

    @Test func repeatedHourIsToldApartByAbbreviationElseByOrder() throws {
        let berlin = try zone("Europe/Berlin")
        let local = seconds(2026, 10, 25, 2, 30)
        let first = seconds(2026, 10, 25, 0, 30)
        let second = seconds(2026, 10, 25, 1, 30)
        #expect(berlin.moment(local: local, abbreviation: "CEST") == first)
        #expect(berlin.moment(local: local, abbreviation: "CET") == second)
        #expect(berlin.moment(local: local) == first)
        #expect(berlin.moment(local: local, previous: first - 900) == first)
        #expect(berlin.moment(local: local, previous: first + 30) == first, "a line a little out of order")
        #expect(berlin.moment(local: local, previous: first + 1200) == second)
        #expect(berlin.moment(local: local, previous: second + 7200) == second)
    }

    @Test func skippedHourIsReadWithTheOffsetBefore() throws {
        let berlin = try zone("Europe/Berlin")
        let local = seconds(2026, 3, 29, 2, 30)
        #expect(berlin.moment(local: local) == seconds(2026, 3, 29, 1, 30))
        #expect(berlin.moment(local: local, abbreviation: "CET") == seconds(2026, 3, 29, 1, 30))
    }

    @Test func foreignAbbreviationIsNotGuessed() throws {
        let berlin = try zone("Europe/Berlin")
        #expect(berlin.moment(local: seconds(2026, 6, 1, 12), abbreviation: "IST") == nil)
        #expect(berlin.moment(local: seconds(2026, 6, 1, 12), abbreviation: "CET") == nil)
        #expect(berlin.uses("CEST") && !berlin.uses("IST"))
    }

    @Test func everyHourOfAYearComesBack() throws {
        for name in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"] {
            let rules = try zone(name)
            var moment = seconds(2025, 12, 31, 0)
            while moment < seconds(2027, 1, 2, 0) {
                let type = rules.localTime(at: moment)
                let local = moment + Int64(type.offset)
                #expect(
                    rules.moment(local: local, abbreviation: type.abbreviation) == moment,
                    "\(name) \(moment)"
                )
                #expect(rules.moment(local: local, previous: moment - 1) == moment, "\(name) \(moment)")
                moment += 1800
            }
        }
    }

    @Test(arguments: [
        "../../etc/passwd", "/etc/passwd", "Europe/../UTC", "", "Europe/Berlin\n", ".hidden",
        "Europe//Berlin",
    ])
    func namesCannotLeaveTheDatabase(name: String) {
        #expect(throws: FraiseError.self) { try TimeZoneDatabase().rules(named: name) }
    }

    @Test func damagedFilesAreRefused() throws {
        let good = try FileSystem.read("/usr/share/zoneinfo/Europe/Berlin", limit: 1 << 20)
        #expect(try TimeZoneRules(name: "x", tzif: good).localTime(at: 0).offset == 3600)
        for length in stride(from: 0, to: good.count - 30, by: 7) {
            #expect(throws: FraiseError.self) { try TimeZoneRules(name: "x", tzif: Array(good[..<length])) }
        }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            var bytes = good
            for _ in 0..<4 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255)
            }
            if let rules = try? TimeZoneRules(name: "x", tzif: bytes) {
                _ = rules.moment(local: 1_700_000_000)
            }
        }
    }

    @Test func machineZoneFollowsTheVariable() throws {
        let database = TimeZoneDatabase()
        #expect(try database.machineRules(variable: "Asia/Tokyo").name == "Asia/Tokyo")
        #expect(try database.machineRules(variable: ":Asia/Tokyo").localTime(at: 0).offset == 32_400)
        #expect(try database.machineRules(variable: "").name == "UTC")
        #expect(try database.machineRules(variable: "<-03>3").localTime(at: 0).offset == -10_800)
        #expect(
            try database.machineRules(variable: "/usr/share/zoneinfo/Asia/Tokyo").name == "Asia/Tokyo"
        )
        #expect(try database.machineRules(variable: nil, localTime: "/nonexistent").name == "UTC")
    }
}

@Suite struct PosixTimeZoneTests {
    @Test func allFormsOfDayAreRead() throws {
        let rule = try #require(PosixTimeZone("AAA3BBB2,J60/-1,300/26"))
        let january = Int64(CivilDate(year: 2024, month: 1, day: 1).daysSinceEpoch) * 86_400
        // J60 is March 1 in leap years too: 60 days after January 1 then; −1 h on the day.
        let start = january + 60 * 86_400 - 3600 + 3 * 3600
        #expect(rule.localTime(at: start - 1).abbreviation == "AAA")
        #expect(rule.localTime(at: start).abbreviation == "BBB")
        let end = january + 300 * 86_400 + 26 * 3600 + 2 * 3600
        #expect(rule.localTime(at: end - 1).offset == -7200)
        #expect(rule.localTime(at: end).offset == -10_800)
    }

    @Test(arguments: [
        "", "A3", "CET", "CET-1CEST", "CET-1CEST,M13.1.0,M10.5.0", "CET-1CEST,M3.5.0", "<+03-3", "CET-999",
    ])
    func malformedRulesAreRefused(text: String) {
        #expect(PosixTimeZone(text) == nil)
    }
}
