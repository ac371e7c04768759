import FraiseModel
import Testing

@testable import FraiseParse

/// The same entries in the three formats give the same records.
@Suite struct PostgresFormatTests {
    private let stderr = """
        2026-03-01 10:00:00.100 UTC [7] u@d/app LOG:  duration: 1.500 ms  statement: SELECT "a", 'x
        \ty' /*traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/
        2026-03-01 10:00:01.200 UTC [7] u@d/app ERROR:  relation "z" does not exist at character 15
        2026-03-01 10:00:01.200 UTC [7] u@d/app HINT:  Look
        \telsewhere.
        2026-03-01 10:00:01.200 UTC [7] u@d/app STATEMENT:  SELECT 5 FROM z
        2026-03-01 10:00:02.300 UTC [7] u@d/app LOG:  statement: COMMIT
        2026-03-01 10:00:02.400 UTC [7] u@d/app LOG:  duration: 0.250 ms

        """
    private let csv = """
        2026-03-01 10:00:00.100 UTC,"u","d",7,"[local]",65.1,1,"SELECT",2026-03-01 09:00:00 UTC,3/4,0,LOG,00000,"duration: 1.500 ms  statement: SELECT ""a"", 'x
        y' /*traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/",,,,,,,,,"app","client backend",,0
        2026-03-01 10:00:01.200 UTC,"u","d",7,"[local]",65.1,2,"SELECT",2026-03-01 09:00:00 UTC,3/4,0,ERROR,42P01,"relation ""z"" does not exist",,"Look
        elsewhere.",,,,"SELECT 5 FROM z",15,,"app","client backend",,0
        2026-03-01 10:00:02.300 UTC,"u","d",7,"[local]",65.1,3,"COMMIT",2026-03-01 09:00:00 UTC,3/4,0,LOG,00000,"statement: COMMIT",,,,,,,,,"app","client backend",,0
        2026-03-01 10:00:02.400 UTC,"u","d",7,"[local]",65.1,4,"COMMIT",2026-03-01 09:00:00 UTC,3/4,0,LOG,00000,"duration: 0.250 ms",,,,,,,,,"app","client backend",,0

        """
    private let json = #"""
        {"timestamp":"2026-03-01 10:00:00.100 UTC","user":"u","dbname":"d","pid":7,"remote_host":"[local]","session_id":"65.1","error_severity":"LOG","message":"duration: 1.500 ms  statement: SELECT \"a\", 'x\ny' /*traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/","application_name":"app","query_id":0}
        {"timestamp":"2026-03-01 10:00:01.200 UTC","user":"u","dbname":"d","pid":7,"session_id":"65.1","error_severity":"ERROR","state_code":"42P01","message":"relation \"z\" does not exist","hint":"Look\nelsewhere.","statement":"SELECT 5 FROM z","cursor_position":15,"application_name":"app"}
        {"timestamp":"2026-03-01 10:00:02.300 UTC","user":"u","dbname":"d","pid":7,"session_id":"65.1","error_severity":"LOG","message":"statement: COMMIT","application_name":"app"}
        {"timestamp":"2026-03-01 10:00:02.400 UTC","user":"u","dbname":"d","pid":7,"session_id":"65.1","error_severity":"LOG","message":"duration: 0.250 ms","application_name":"app"}

        """#

    private func records(_ text: String, _ expected: String) throws -> [ReadRecord] {
        // The name says nothing: the lines have to.
        let reading = PostgresLogReading.read(text, path: "/var/log/server")
        #expect(reading.detected?.hasPrefix(expected) == true)
        #expect(reading.problem == nil && reading.rejects.isEmpty)
        return try reading.records.map { record in
            var common = record
            common.error_code = nil
            common.attributes?.session_id = nil
            common.attributes?.line_num = nil
            if common.attributes == ReadRecord.Attributes() { common.attributes = nil }
            return common
        }
    }

    @Test func threeFormatsAgree() throws {
        let first = try records(stderr, "stderr")
        #expect(first.map(\.event_type) == ["select", "select", "commit"])
        #expect(first.map(\.duration_ms) == [1.5, nil, 0.25])
        #expect(
            first[0].statement == "SELECT \"a\", ?" && first[0].trace_id == "4bf92f3577b34da6a3ce929d0e0e4736"
        )
        #expect(first[1].attributes?.hint == "Look\nelsewhere." && first[1].attributes?.cursor_position == 15)
        #expect(try records(csv, "csvlog") == first)
        #expect(try records(json, "jsonlog") == first)
    }

    @Test(arguments: [23, 24, 26, 22, 25, 27])
    func csvlogHasTheColumnsOfItsVersion(columns: Int) throws {
        var parts = Array(repeating: "", count: columns)
        let head = ["2026-03-01 10:00:00.1 UTC", "u", "d", "7", "10.0.0.1:5432", "65.1"]
        parts.replaceSubrange(0..<head.count, with: head)
        parts[11] = "LOG"
        parts[12] = "00000"
        parts[13] = "\"duration: 1 ms  statement: SELECT 1\""
        if columns > 25 { parts[24...25] = ["99", "-42"] }
        let reading = PostgresLogReading.read(parts.joined(separator: ",") + "\n", path: "x.csv")
        guard [23, 24, 26].contains(columns) else {
            #expect(reading.rejects.map(\.reason) == [.invalidCSV] && reading.problem != nil)
            return
        }
        let record = try #require(try reading.records.first)
        #expect(record.ip_address == "10.0.0.1" && record.query_id == (columns == 26 ? "-42" : nil))
    }

    @Test func anOpenQuoteDoesNotSwallowWhatFollows() throws {
        let good = csv.split(separator: "\n").suffix(2).joined(separator: "\n") + "\n"
        let bad = "2026-03-01 10:00:00.1 UTC,\"u\",\"d\",7,,65.1,1,,,,0,LOG,00000,\"never closed,,\nmore\n"
        let reading = PostgresLogReading.read(bad + good, path: "x.csv")
        #expect(reading.rejects == [Reject(reason: .invalidCSV, offset: 0, length: Int64(bad.utf8.count))])
        #expect(reading.lines.count == 1)
    }

    @Test(arguments: [
        "{\"timestamp\":\"2026-03-01 10:00:00.1 UTC\",}", "{\"a\":1", "[]", "{\"a\":01}", "{\"a\":\"\\x\"}",
        "{\"a\":{}}", "{} x",
        "{\"message\":\"no time\"}", "{\"timestamp\":\"2026-02-30 10:00:00.1 UTC\",\"message\":\"x\"}",
    ])
    func damagedJSONIsRejected(line: String) {
        let reading = PostgresLogReading.read(line + "\n", path: "x.json")
        #expect(reading.lines.isEmpty && reading.rejects.count == 1)
    }

    @Test func theFilesNameTellsTheFormat() {
        func format(_ path: String) -> PostgresLogSettings.Format? {
            PostgresFormatDetector.format(path: path, lines: UnsafeBufferPointer(start: nil, count: 0))
        }
        #expect(format("/x/postgresql.csv") == .csvlog && format("/x/pg.json.2.gz") == .jsonlog)
        #expect(format("/x.csv/postgresql.log") == nil)
    }
}
