import FraiseModel
import FraisePlatform
import Testing

@testable import FraiseParse

@Suite struct JsonScannerTests {
    /// What the scanner says of a text; nil when it is an object.
    static func failure(_ bytes: [UInt8]) -> JSONScanner.Failure? {
        let copy = LineCopy()
        let (start, end) = copy.set(bytes)
        return JSONScanner.object(start, end, into: JSONMembers())
    }

    static func isJSON(_ bytes: [UInt8]) -> Bool {
        let found = failure(bytes)
        return found == nil || found == .notAnObject
    }

    @Test func conformance() throws {
        guard let directory = ConformanceCases.directory else {
            print("skipped: no conformance cases (json); set FRAISE_CONFORMANCE to their directory")
            return
        }
        struct Expected: Decodable {
            struct File: Decodable {
                var file: String
                var expect: String
            }
            var files: [File]
        }
        let expected = try ConformanceCases.decode(Expected.self, from: "json/expected.json")
        let files = expected?.files ?? []
        #expect(files.count > 300)
        for file in files {
            let bytes = [UInt8](try FileSystem.read(directory + "/json/" + file.file))
            let isJSON = JsonScannerTests.isJSON(bytes)
            switch file.expect {
            case "accept": #expect(isJSON, "\(file.file)")
            case "reject": #expect(!isJSON, "\(file.file)")
            default: break
            }
            if bytes.count < 10_000 {
                #expect(isJSON == ((try? JsonReference.read(bytes)) != nil), "\(file.file)")
            }
        }
    }

    @Test func boundsDepth() {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                (#"{"a":"# + String(repeating: "[", count: depth - 1)
                    + String(repeating: "]", count: depth - 1) + "}").utf8
            )
        }
        #expect(JsonScannerTests.failure(nested(128)) == nil)
        #expect(JsonScannerTests.failure(nested(129)) == .tooDeep)
        #expect(JsonScannerTests.failure(Array(String(repeating: "[", count: 100_000).utf8)) == .tooDeep)
        #expect(JsonScannerTests.failure(Array(String(repeating: #"{"":"#, count: 100_000).utf8)) == .tooDeep)
    }

    @Test func findsMembersWhereTheyStand() {
        let text =
            #" {"a" : 1.5e3,"long name of it":"x\"y" , "\u0061b":[1,{"c":2}],"":{},"n":null,"t":true,"f":false} "#
        let copy = LineCopy()
        let (start, end) = copy.set(Array(text.utf8))
        let members = JSONMembers(capacity: 1)
        #expect(JSONScanner.object(start, end, into: members) == nil)
        func part(_ from: UnsafePointer<UInt8>, _ to: UnsafePointer<UInt8>) -> String {
            String(decoding: UnsafeBufferPointer(start: from, count: to - from), as: UTF8.self)
        }
        let found = (0..<members.count).map { members.base[$0] }
        #expect(
            found.map { part($0.name, $0.name + Int($0.nameCount)) } == [
                "a", "long name of it", "\\u0061b", "", "n", "t", "f",
            ]
        )
        #expect(
            found.map { part($0.value, $0.valueEnd) }
                == ["1.5e3", #""x\"y""#, #"[1,{"c":2}]"#, "{}", "null", "true", "false"]
        )
        #expect(found.map(\.kind) == [.number, .string, .array, .object, .null, .yes, .no])
        #expect(found.map(\.hasEscapedName) == [false, false, true, false, false, false, false])
        #expect(found.map(\.hasEscapes) == [false, true, false, false, false, false, false])
    }

    @Test(arguments: ["é", "€", "𐀀", "\u{7FF}", "\u{FFFF}", "\u{10FFFF}", "\u{D7FF}", "\u{E000}"])
    func acceptsEveryLengthOfCharacter(_ text: String) {
        for padding in 0..<10 {
            let line = #"{"k":""# + String(repeating: "x", count: padding) + text + #""}"#
            #expect(JsonScannerTests.failure(Array(line.utf8)) == nil)
        }
    }

    @Test func agreesWithTheReferenceOnMutations() {
        var random = SplitMix(seed: 20_261_122)
        let seeds = [
            #"{"ts":"2026-11-22T10:15:30.066422Z","level":"info","a":{"b":[1,2.5e-3,-0,"\u00e9\ud83d\ude00"],"c":{}},"d":null,"e":true}"#,
            #"{"k":"é€𐀀","x":[[],[[]],{"y":"\\\"\/\b\f\n\r\t"}],"z":-12.75E+10,"f":false}"#,
            #"[{"a":1},"b",3,null]"#,
        ].map { Array($0.utf8) }
        let alphabet: [UInt8] =
            Array("\"\\{}[]:,-+.eE019u/ \t\r".utf8) + [
                0x00, 0x1F, 0x7F, 0x80, 0xBF, 0xC0, 0xC3, 0xE0, 0xED, 0xA0, 0xF0, 0xF4, 0xFF,
            ]
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = seeds[Int(random.next() % UInt64(seeds.count))]
            for _ in 0...Int(random.next() % 3) {
                let index = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes.remove(at: index)
                case 1: bytes.insert(alphabet[Int(random.next() % UInt64(alphabet.count))], at: index)
                case 2: bytes[index] = alphabet[Int(random.next() % UInt64(alphabet.count))]
                default: bytes.removeSubrange(index..<min(bytes.count, index + Int(random.next() % 9)))
                }
                if bytes.isEmpty { bytes = [0x7B] }
            }
            let isJSON = JsonScannerTests.isJSON(bytes)
            if isJSON { accepted += 1 }
            #expect(
                isJSON == ((try? JsonReference.read(bytes)) != nil),
                "\(String(decoding: bytes, as: UTF8.self))"
            )
        }
        #expect(accepted > 500)
    }
}

/// Random numbers that are the same in every run (Steele, Lea and Flood, SplitMix64).
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
