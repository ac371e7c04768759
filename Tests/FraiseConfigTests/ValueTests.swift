import Testing

@testable import FraiseConfig

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:9187", "127.0.0.1", 9187), ("127.8.9.10:1", "127.8.9.10", 1),
        ("[::1]:65535", "::1", 65_535),
        ("localhost:80", "127.0.0.1", 80),
    ])
    func takesLoopback(_ text: String, _ host: String, _ port: Int) {
        let address = ListenAddress(text)
        #expect(address?.host == host)
        #expect(address?.port == port)
        #expect(address.flatMap { ListenAddress($0.description) } == address)
    }

    @Test(arguments: [
        "0.0.0.0:9187", ":9187", "9187", "10.0.0.1:9187", "[::]:9187", "::1:9187", "127.0.0.1", "127.0.0.1:0",
        "127.0.0.1:65536", "127.0.0.1:+80", "127.0.0:80", "127.0.0.256:80", "127.0.0.1.evil.example:80",
        "example.com:80", "127.0.0.-1:80", "127.0.0.1:８０",
    ])
    func refusesTheRest(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }
}

@Suite struct LogLinePrefixTests {
    @Test(arguments: [
        "%m [%p] ", "%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ", "%-10a %n", "%10p%m", "%m %q%u@%d ",
        "%%%m", "%m %b %P %Q %L %r %i %e %c %s %v %x",
    ])
    func takesWhatServersHave(_ text: String) {
        #expect(LogLinePrefix.problem(text) == nil)
    }

    @Test(arguments: [
        ("", "no time"), ("%p ", "no time"), ("%s ", "no time"), ("%%m", "no time"), ("%m %z", "no escape"),
        ("%m %", "unfinished"), ("%m %-", "padding"), ("%m %-x", "padding"), ("%m %1-2a", "padding"),
        ("%m %12345a", "padding"), ("%m %10", "unfinished"), ("%m %é", "no escape"), ("%m\n", "one line"),
    ])
    func refuses(_ text: String, _ part: String) {
        #expect(LogLinePrefix.problem(text)?.what.contains(part) == true)
    }
}

@Suite struct TimeZoneNameTests {
    @Test(arguments: ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+3"])
    func knows(_ name: String) {
        #expect(TimeZoneName.isKnown(name))
    }

    @Test(arguments: [
        "", "Europe", "Europe/Atlantis", "../../../etc/passwd", "Europe/../Europe/Berlin", "/Europe/Berlin",
        "posix/UTC",
        "Europe//Berlin", "Europe/Berlin/", "+02:00", "localtime", "Europe/Ber\u{0}lin", "A/B/C/D",
    ])
    func doesNotKnow(_ name: String) {
        #expect(!TimeZoneName.isKnown(name))
    }
}

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("quary", "query"), ("mutaiton", "mutation"), ("QUERY", "query"), ("chache", "cache"),
        ("subscriptions", "subscription"),
    ])
    func finds(_ text: String, _ name: String) {
        #expect(NearestName.find(text, in: ["query", "mutation", "subscription", "cache"]) == name)
    }

    @Test func findsNothingFarAway() {
        #expect(NearestName.find("xyzzy", in: ["query", "cache"]) == nil)
        #expect(NearestName.find(String(repeating: "query", count: 100), in: ["query"]) == nil)
        #expect(NearestName.find("query", in: []) == nil)
    }

    @Test func countsASwapOnce() {
        #expect(NearestName.distance(Array("ab".utf8), Array("ba".utf8)) == 1)
        #expect(NearestName.distance(Array("kitten".utf8), Array("sitting".utf8)) == 3)
        #expect(NearestName.distance([], Array("abc".utf8)) == 3)
    }
}

@Suite struct YAMLScalarTests {
    @Test func quotesWhatWouldMeanSomethingElse() {
        #expect(YAMLScalar.text("/var/log/app.jsonl") == "/var/log/app.jsonl")
        #expect(YAMLScalar.text("") == "\"\"")
        #expect(YAMLScalar.text("*.jsonl") == "\"*.jsonl\"")
        #expect(YAMLScalar.text("5432") == "\"5432\"")
        #expect(YAMLScalar.quoted("a\"\\\u{1B}[1m\n") == "\"a\\\"\\\\\\u001b[1m\\u000a\"")
    }
}

@Suite struct QuotedTests {
    @Test func showsNoControlCharacters() {
        #expect(Quoted.text("a\u{1B}[31m\u{202E}b") == "\"a\\u{1b}[31m\\u{202e}b\"")
        #expect(Quoted.text(String(repeating: "x", count: 1000)).count == 63)
        #expect(Quoted.key("slow.query") == "slow.query")
        #expect(Quoted.key("a b") == "\"a b\"")
    }
}
