import FraiseModel
import Testing

@Suite struct WindowKeyTests {
    static func key(_ kind: RecordKind, _ event: String, _ name: String) -> WindowKey {
        WindowKey(kind: kind, eventType: event, operationName: name)
    }

    @Test func textsAreComparedByTheirBytes() {
        // The same letter, as one character and as letter and accent: one text to Swift, two to PostgreSQL.
        let composed = Self.key(.graphql, "query", "caf\u{E9}")
        let decomposed = Self.key(.graphql, "query", "cafe\u{301}")
        #expect(composed.operationName == decomposed.operationName)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed)
        #expect(!(composed < decomposed))
        #expect(Self.key(.graphql, "caf\u{E9}", "") != Self.key(.graphql, "cafe\u{301}", ""))
    }

    @Test func orderIsByKindThenTexts() {
        let sorted = [
            Self.key(.graphql, "mutation", "z"), Self.key(.graphql, "query", ""),
            Self.key(.graphql, "query", "B"),
            Self.key(.graphql, "query", "a"), Self.key(.graphql, "query", "aa"), Self.key(.database, "a", ""),
            Self.key(.other, "", ""),
        ]
        for _ in 0..<20 { #expect(sorted.shuffled().sorted() == sorted) }
    }

    @Test func partsAreNotRunTogether() {
        #expect(Self.key(.graphql, "ab", "c") != Self.key(.graphql, "a", "bc"))
        var hashes: Set<Int> = []
        for (event, name) in [("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc")] {
            hashes.insert(Self.key(.graphql, event, name).hashValue)
        }
        #expect(hashes.count == 4)
    }

    @Test func otherHasTheKindAlone() {
        #expect(WindowKey.other(.cache) == Self.key(.cache, "(other)", "(other)"))
    }
}
