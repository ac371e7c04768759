import FraiseControl
import FraiseModel
import Testing

@Suite struct JSONParserTests {
    @Test(arguments: [
        "null", "true", "-0", "1.5e-7", "[]", "{}", #"{"a":[1,{"b":null}]}"#, #""é\u00e9\ud83d\ude00""#,
        "9223372036854775807", "92233720368547758070", " [ 1 , 2 ] ",
    ])
    func acceptsAndWritesBack(_ text: String) throws {
        let value = try JSONParser.parse(Array(text.utf8))
        #expect(try JSONParser.parse(JSONWriter.bytes(value)) == value)
        #expect(try JSONParser.parse(JSONWriter.bytes(value, indentation: 2)) == value)
    }

    @Test(arguments: [
        "", "nul", "01", "1.", "+1", ".5", "1e", "[1,]", #"{"a":1,}"#, "{a:1}", #""\x""#, #""\ud800""#,
        "\"\n\"",
        "[1] 2", "NaN", "[", #"{"a""#, "'a'", #""\u12g4""#,
    ])
    func refuses(_ text: String) {
        #expect(throws: FraiseError.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test func refusesInvalidUTF8AndDeepNesting() {
        #expect(throws: FraiseError.self) { try JSONParser.parse([0x22, 0xFF, 0x22]) }
        let deep = Array(repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: FraiseError.self) { try JSONParser.parse(deep) }
    }

    @Test func keepsDigitsOfNumbers() throws {
        #expect(try JSONParser.parse(Array("1.10".utf8)) == .number("1.10"))
        #expect(try JSONParser.parse(Array("12".utf8)) == .integer(12))
    }

    @Test func writerEscapesWhatSteersATerminal() {
        let bytes = JSONWriter.bytes(.string("\u{1B}[2J\u{9B}\u{202E}\"\\\n日"))
        #expect(String(decoding: bytes, as: UTF8.self) == #""\u001b[2J\u009b\u202e\"\\\n日""#)
    }

    @Test func verbatimIsSpliced() {
        let value: JSONValue = ["records": [.verbatim(Array(#"{"a": 1.0}"#.utf8))]]
        #expect(String(decoding: JSONWriter.bytes(value), as: UTF8.self) == #"{"records":[{"a": 1.0}]}"#)
    }
}
