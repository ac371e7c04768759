import FraiseModel
import Testing

@testable import FraiseParse

@Suite struct TraceParentTests {
    private func parse(_ text: String) -> TraceParent? {
        Array(text.utf8).withUnsafeBufferPointer { TraceParent.parse($0) }
    }

    private func find(_ text: String) -> TraceParent? {
        Array(text.utf8).withUnsafeBufferPointer { TraceParent.find(in: $0) }
    }

    private let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func fieldsAreRead() throws {
        let value = try #require(parse(good))
        #expect(value.version == 0 && value.flags == 1)
        #expect(value.traceID.text == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(value.parentID.text == "00f067aa0ba902b7")
    }

    private struct Cases: Decodable {
        var rows: [Row]
        struct Row: Decodable {
            var traceparent: String
            var spec_valid: Bool
            var fields: Fields?
        }
        struct Fields: Decodable {
            var trace_id: String
            var parent_id: String
            var sampled: Bool
        }
    }

    @Test func conformance() throws {
        guard
            let cases = try ConformanceCases.decode(Cases.self, from: "trace-context/traceparent-merged.json")
        else { return }
        #expect(cases.rows.count >= 84)
        for row in cases.rows {
            let value = parse(row.traceparent)
            #expect((value != nil) == row.spec_valid, "\(row.traceparent)")
            guard let fields = row.fields else { continue }
            #expect(value?.traceID.text == fields.trace_id)
            #expect(value?.parentID.text == fields.parent_id)
            #expect(value.map { $0.flags & 1 == 1 } == fields.sampled)
        }
    }

    @Test func everyChangedByteOfVersionZeroIsJudged() {
        for index in good.utf8.indices {
            var bytes = Array(good.utf8)
            let position = good.utf8.distance(from: good.utf8.startIndex, to: index)
            bytes[position] = UInt8(ascii: "G")
            #expect(bytes.withUnsafeBufferPointer { TraceParent.parse($0) } == nil)
        }
    }

    @Test func foundInAnApplicationName() {
        #expect(find(good) != nil)
        #expect(find("api \(good)")?.flags == 1)
        #expect(find("\(good);api")?.flags == 1)
        #expect(find("traceparent=\(good)") != nil)
        #expect(find("x\(good)") == nil, "part of a longer word")
        #expect(find("\(good)-x") == nil)
        #expect(find(String(good.dropLast())) == nil)
        #expect(find("00-00000000000000000000000000000000-00f067aa0ba902b7-01") == nil)
    }
}

@Suite struct TraceStateTests {
    private func parse(_ text: String) -> TraceState? {
        Array(text.utf8).withUnsafeBufferPointer { TraceState.parse($0) }
    }

    @Test func membersKeepTheirOrder() {
        let state = parse("rojo=00f067aa0ba902b7 ,\tcongo=t61rcWkgMzE, ,a@b=1 2")
        #expect(state?.members.map(\.key) == ["rojo", "congo", "a@b"])
        #expect(state?.members.map(\.value) == ["00f067aa0ba902b7", "t61rcWkgMzE", "1 2"])
    }

    @Test(arguments: ["a", "=b", "A=1", "a=1,a=2", "a=1=2", "a=\u{7}", "_a=1", "a=é"])
    func malformedIsRefused(text: String) { #expect(parse(text) == nil) }

    @Test func thirtyTwoMembersAtMost() {
        let members = (0..<32).map { "k\($0)=v" }.joined(separator: ",")
        #expect(parse(members)?.members.count == 32)
        #expect(parse(members + ",k32=v") == nil)
        #expect(parse(String(repeating: "a", count: 256) + "=1") != nil)
        #expect(parse(String(repeating: "a", count: 257) + "=1") == nil)
    }
}
