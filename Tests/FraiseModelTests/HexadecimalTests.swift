import FraiseModel
import Testing

@Suite struct HexadecimalTests {
    @Test func numbersHaveSixteenDigits() {
        #expect(Hexadecimal.text(0) == "0000000000000000")
        #expect(Hexadecimal.text(0x0123_4567_89AB_CDEF) == "0123456789abcdef")
        #expect(Hexadecimal.text(.max) == "ffffffffffffffff")
    }

    @Test func everyByteGoesThereAndBack() {
        let bytes = (0...255).map { UInt8($0) }
        let text = Hexadecimal.text(bytes)
        #expect(text.count == 512)
        #expect(Hexadecimal.bytes(text) == bytes)
        #expect(Hexadecimal.bytes(text.uppercased()) == bytes)
    }

    @Test(arguments: ["0", "0g", "zz", " 0", "0x", "é", "00 "]) func otherTextsHaveNoBytes(text: String) {
        #expect(Hexadecimal.bytes(text) == nil)
    }

    @Test func identifiers() {
        #expect(TraceID(high: 1, low: 0xABC).text == "00000000000000010000000000000abc")
        #expect(SpanID(0xFF).text == "00000000000000ff")
    }
}
