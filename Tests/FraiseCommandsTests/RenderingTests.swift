import FraiseControl
import FraiseModel
import FraisePlatform
import Testing

@testable import FraiseCommands

@Suite struct RenderingTests {
    @Test(arguments: [
        ("abc", 3), ("日本語", 6), ("e\u{301}", 1), ("👩‍👩‍👧‍👦", 2), ("❤️", 2), ("🇩🇪", 2), ("한", 2), ("ｱ", 1), ("Ａ", 2),
        ("ก็", 1),
        ("⌚", 2), ("☎", 1), ("", 0),
    ])
    func width(_ text: String, _ columns: Int) {
        #expect(DisplayWidth.columns(text) == columns)
    }

    @Test func rangesAscend() {
        let ranges = WideCharacters.ranges
        #expect(ranges.allSatisfy { $0.0 <= $0.1 })
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.1 < $1.0 })
    }

    @Test func cutting() {
        #expect(DisplayWidth.cut("日本語", to: 6) == "日本語")
        #expect(DisplayWidth.cut("日本語", to: 5) == "日本…")
        #expect(DisplayWidth.cut("日本語", to: 4) == "日…")
        #expect(DisplayWidth.cut("abc", to: 0) == "")
    }

    @Test func visibleEscapes() {
        #expect(
            TerminalText.visible("a\u{1B}[2J\tb\n\u{9B}\u{202E}c\u{0}")
                == #"a\u{1b}[2J\tb\n\u{9b}\u{202e}c\u{0}"#
        )
        #expect(TerminalText.visible("日本 é") == "日本 é")
    }

    @Test(arguments: [
        ("0", "0 ms"), ("0.000001", "0.00 µs"), ("0.85", "850 µs"), ("0.0123", "12.3 µs"),
        ("0.9996", "1.00 ms"),
        ("12.34", "12.3 ms"), ("999.4", "999 ms"), ("999.6", "1.00 s"), ("1234.5", "1.23 s"),
        ("125000", "2m 05s"),
        ("11040000", "3h 04m"), ("259200000", "3d 00h"),
    ])
    func durations(_ milliseconds: String, _ text: String) {
        #expect(FigureText.duration(milliseconds: .number(milliseconds)) == text)
    }

    @Test func otherFigures() {
        #expect(FigureText.bytes(512) == "512 B")
        #expect(FigureText.bytes(1536) == "1.50 KiB")
        #expect(FigureText.bytes(.integer(5 << 30)) == "5.00 GiB")
        #expect(FigureText.bytes(.integer((1 << 20) - 1)) == "1.00 MiB")
        #expect(FigureText.percent(.number("0.555")) == "55.5%")
        #expect(FigureText.percent(1) == "100.0%")
        #expect(FigureText.percent(.number("0.99999")) == "99.999%")
        #expect(FigureText.percent(.number("0.00001")) == "0.001%")
        #expect(FigureText.percent(.null) == "-")
        #expect(FigureText.number(.number("41.3")) == "41.3")
    }

    @Test func csv() {
        let listing = Listing(
            [Field("a", "A"), Field("b", "B")],
            rows: [
                [.string("=1+1"), .integer(-5)], [.string("x\"y,z\r\n"), .null],
                [.string("\tq"), .number("0.5")],
                [.string("@a"), .array([1, 2])],
            ],
            empty: ""
        )
        #expect(
            CSVRenderer(isRaw: false, isForTerminal: false).text(listing)
                == "a,b\r\n'=1+1,-5\r\n\"x\"\"y,z\r\n\",\r\n'\tq,0.5\r\n'@a,\"[1,2]\"\r\n"
        )
        #expect(CSVRenderer(isRaw: true, isForTerminal: false).text(listing).hasPrefix("a,b\r\n=1+1,-5\r\n"))
    }

    @Test func csvInATerminalHasNoEscapes() {
        let listing = Listing([Field("a", "A")], rows: [["x\u{1B}[2J\n"]], empty: "")
        #expect(CSVRenderer(isRaw: true, isForTerminal: true).text(listing) == "a\r\nx\\u{1b}[2J\\n\r\n")
    }

    @Test func columnsAlignByWidth() {
        let listing = Listing(
            [Field("a", "A"), Field("b", "Count", .number), Field("c", "C")],
            rows: [["日本", 1, "x"], ["abcdef", 12345, "y\u{1B}"]],
            empty: ""
        )
        let renderer = TableRenderer(width: nil, style: TextStyle(isOn: false), times: LocalTimes(.utc))
        #expect(
            renderer.text(listing) == """
                A       Count  C
                日本        1  x
                abcdef  12345  y\\u{1b}

                """
        )
    }

    @Test func times() {
        let times = LocalTimes(.utc)
        #expect(times.text("2026-11-22T10:15:30.123456Z") == "2026-11-22 10:15:30.123")
        #expect(times.text("nonsense\u{1B}") == "nonsense\\u{1b}")
        #expect(times.text(.null) == "-")
        #expect(LocalTimes.moment("2026-11-22T10:15:30.123456Z")?.text == "2026-11-22T10:15:30.123456Z")
        #expect(LocalTimes.moment("2026-02-30T10:15:30.123456Z") == nil)
    }

    @Test func globalArgumentsMoveBehind() {
        #expect(
            GlobalArguments.hoisted([
                "--format", "json", "health", "--raw", "--detailed", "--socket=/x", "--", "--raw",
            ])
                == ["health", "--detailed", "--format", "json", "--raw", "--socket=/x", "--", "--raw"]
        )
        #expect(GlobalArguments.hoisted(["health", "--format"]) == ["health", "--format"])
    }
}
