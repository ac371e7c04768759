import FraiseModel
import Testing

@testable import FraiseParse

@Suite struct LogLinePrefixTests {
    private func values(_ prefix: String, _ line: String) throws -> [LogLinePrefix.Field: String]? {
        let matcher = PrefixMatcher(try LogLinePrefix(prefix))
        return Array(line.utf8).withUnsafeBufferPointer { text in
            guard matcher.matches(text) else { return nil }
            var result: [LogLinePrefix.Field: String] = [:]
            for field in LogLinePrefix.Field.allCases {
                if let value = matcher.value(field, of: text) {
                    result[field] = String(decoding: value, as: UTF8.self)
                }
            }
            return result
        }
    }

    @Test func everyEscape() throws {
        let prefix = "%a|%u|%d|%r|%h|%b|%p|%P|%t|%m|%n|%i|%e|%c|%l|%s|%v|%x|%Q|%L|%%> "
        let line =
            "my app|ann|shop|10.0.0.1(5432)|10.0.0.1|client backend|77||2026-03-01 10:00:00 UTC|2026-03-01 10:00:00.123 UTC|"
            + "1772359200.123|CREATE TABLE|42P01|65e1.4d|9|2026-03-01 09:00:00 UTC|3/4|0|-123|::1|%> LOG:  x"
        let found = try #require(try values(prefix, line))
        #expect(
            found[.application] == "my app" && found[.hostAndPort] == "10.0.0.1(5432)" && found[.pid] == "77"
        )
        #expect(
            found[.backendType] == "client backend" && found[.leaderPID] == nil
                && found[.sessionID] == "65e1.4d"
        )
        #expect(
            found[.commandTag] == "CREATE TABLE" && found[.sqlState] == "42P01" && found[.queryID] == "-123"
        )
        #expect(
            found[.epoch] == "1772359200.123" && found[.virtualTransaction] == "3/4"
                && found[.localAddress] == "::1"
        )
    }

    @Test func paddingIsStripped() throws {
        let found = try #require(
            try values("%m [%-8p] %10u> ", "2026-03-01 10:00:00.1 UTC [77      ]        ann> LOG:  x")
        )
        #expect(found[.pid] == "77" && found[.user] == "ann")
    }

    @Test func othersStopAtTheMark() throws {
        #expect(
            try values("%m [%p] %q%u@%d ", "2026-03-01 10:00:00.1 UTC [7] LOG:  a@b LOG:  x")?[.user] == nil
        )
        #expect(
            try values("%m [%p] %q%u@%d ", "2026-03-01 10:00:00.1 UTC [7] a@b LOG:  x")?[.database] == "b"
        )
        #expect(try values("%m [%p] ", "2026-03-01 10:00:00.1 UTC [7] a@b LOG:  x") == nil)
    }

    @Test func namesMayHoldTheSeparator() throws {
        let found = try #require(
            try values("%t:%r:%u@%d:[%p]:", "2026-03-01 10:00:00 UTC:fe80::1(99):a@b@c:[7]:LOG:  x")
        )
        #expect(found[.hostAndPort] == "fe80::1(99)" && found[.pid] == "7")
    }

    @Test func aPrefixWithoutTimeIsRefused() {
        #expect(throws: FraiseError.self) { try LogLinePrefix("[%p] ") }
        #expect(throws: FraiseError.self) { try LogLinePrefix("%") }
    }

    @Test func hostileLinesEndSoon() throws {
        let line = "2026-03-01 10:00:00.1 UTC " + String(repeating: "@ / ,", count: 100_000)
        #expect(try values("%m %u@%d/%a %h,%b ", line) == nil)
    }

    @Test(arguments: [
        "%m [%p] ", "%m [%p] %q%u@%d ", "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
        "%t:%r:%u@%d:[%p]:",
        "%m [%p] %q%u@%d/%a ", "%t-%c-", "%m [%p]: ",
    ])
    func prefixesInUseAreFoundOut(prefix: String) throws {
        let values: [Character: String] = [
            "m": "2026-03-01 10:00:00.123 UTC", "t": "2026-03-01 10:00:00 UTC", "p": "4711", "u": "ann",
            "d": "shop",
            "a": "my app", "h": "10.0.0.1", "r": "10.0.0.1(99)", "l": "3", "c": "65e1.4d", "q": "",
        ]
        var head = ""
        var isEscape = false
        for character in prefix {
            if isEscape {
                head += values[character] ?? ""
            } else if character != "%" {
                head.append(character)
            }
            isEscape = character == "%"
        }
        let log = head + "LOG:  duration: 1.000 ms  statement: SELECT 1\n"
        let reading = PostgresLogReading.read(log)
        let record = try #require(try reading.records.first)
        #expect(record.duration_ms == 1 && reading.problem == nil, "\(reading.detected ?? "")")
        if prefix.contains("%p") { #expect(record.pid == 4711) }
        if prefix.contains("%u") { #expect(record.db_user == "ann" && record.database == "shop") }
        if prefix.contains("%a") { #expect(record.application_name == "my app") }
    }

    @Test func anUnknownPrefixStillGivesTimeAndProcess() throws {
        let reading = PostgresLogReading.read(
            "2026-03-01 10:00:00.123 UTC <x> {42} [4711] zone=9 LOG:  duration: 1.000 ms  statement: SELECT 1\n"
        )
        #expect(try reading.records.first?.pid == 4711)
        #expect(reading.detected?.contains("…") == true)
    }
}

@Suite struct MessageRedactorTests {
    private func redact(_ text: String, _ style: MessageRedactor.Style = .message) -> String {
        var redactor = MessageRedactor(style: style)
        let target = GrowingText()
        Array(text.utf8).withUnsafeBufferPointer { redactor.feed($0, into: target) }
        return String(decoding: target.bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("relation \"users\" does not exist", "relation \"users\" does not exist"),
        ("invalid input syntax for type integer: \"a\"b\"", "invalid input syntax for type integer: \"***\""),
        (
            "value \"99999\" is out of range for type integer",
            "value \"***\" is out of range for type integer"
        ),
        ("unterminated quoted string at or near \"'pw\"", "unterminated quoted string at or near \"***\""),
        ("syntax error at or near \"FROM\"", "syntax error at or near \"FROM\""),
        (
            "password authentication failed for user \"bob\"",
            "password authentication failed for user \"bob\""
        ),
        ("can't open the server's door", "can't open the server's door"),
        ("bad value 'x''y' here", "bad value '***' here"),
        ("COPY t, line 3: \"1,pw\"", "COPY t, line 3: \"***\""),
    ])
    func messages(text: String, expected: String) { #expect(redact(text) == expected) }

    @Test(arguments: [
        ("Key (a, b)=(1, x) y) already exists.", "Key (a, b)=(***) already exists."),
        ("Key (a)=(1) is not present in table \"t\".", "Key (a)=(***) is not present in table \"t\"."),
        ("Failing row contains (1, pw, null).", "Failing row contains (***)"),
        ("parameters: $1 = 'a', $2 = NULL", "parameters: $1 = '***', $2 = NULL"),
        ("Process 5: UPDATE t SET a='pw'", "Process 5: UPDATE t SET a=?"),
    ])
    func details(text: String, expected: String) { #expect(redact(text, .detail) == expected) }
}
