@testable import FraiseArchive
import FraiseModel
import Testing

@Suite struct ByteReaderTests {
    @Test(arguments: [0, 1, 127, 128, 300, 1 << 35, .max - 1, .max] as [UInt64])
    func varints(value: UInt64) throws {
        var writer = ByteWriter()
        writer.varint(value)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.varint() == value)
        #expect(reader.isAtEnd)
        for count in 0..<writer.bytes.count {
            var cut = ByteReader(Array(writer.bytes[..<count]))
            #expect(throws: FraiseError.self) { try cut.varint() }
        }
    }

    @Test(arguments: [0, -1, 1, .min, .max, -64, 64] as [Int64])
    func signedIntegers(value: Int64) throws {
        var writer = ByteWriter()
        writer.signed(value)
        #expect(writer.bytes.count == 1 || abs(value / 2) >= 32)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.signed() == value)
    }

    @Test(arguments: [0, -1, .min, .max, 1 << 64] as [Int128])
    func wideIntegers(value: Int128) throws {
        var writer = ByteWriter()
        writer.wide(value)
        var reader = ByteReader(writer.bytes)
        #expect(try reader.wide() == value)
    }

    @Test func varintOverSixtyFourBits() {
        var long = ByteReader([UInt8](repeating: 0x80, count: 9) + [2])
        #expect(throws: FraiseError.self) { try long.varint() }
        var endless = ByteReader([UInt8](repeating: 0xFF, count: 20))
        #expect(throws: FraiseError.self) { try endless.varint() }
    }

    @Test func countsAreBoundedByWhatIsLeft() throws {
        var writer = ByteWriter()
        writer.varint(4)
        writer.raw([0, 0, 0, 0, 0, 0, 0])
        var four = ByteReader(writer.bytes)
        #expect(try four.count() == 4)
        var wide = ByteReader(writer.bytes)
        #expect(throws: FraiseError.self) { try wide.count(of: 2) }
        var huge = ByteWriter()
        huge.varint(UInt64.max)
        var reader = ByteReader(huge.bytes)
        #expect(throws: FraiseError.self) { try reader.blob() }
    }

    @Test func textIsValidUTF8() {
        var writer = ByteWriter()
        writer.blob([0xFF, 0xFE])
        var reader = ByteReader(writer.bytes)
        #expect(throws: FraiseError.self) { try reader.text() }
    }

    @Test func fixedIsLittleEndian() throws {
        var reader = ByteReader([1, 2, 3, 4, 0xFE, 0xFF])
        #expect(try reader.fixed(UInt32.self) == 0x0403_0201)
        #expect(try reader.fixed(Int16.self) == -2)
        #expect(throws: FraiseError.self) { try reader.byte() }
        #expect(throws: FraiseError.self) { try reader.raw(-1) }
    }
}
