import FraiseModel
import Testing

@testable import FraiseParse

@Suite struct SQLCommentTests {
    private struct Cases: Decodable {
        var parse: [Case]
        struct Case: Decodable {
            var id: String
            var sql: String
            var tags: [String: String]
            var match: String?
            var also_accept: [String: String]?
            var trace_id: String?
        }
    }

    /// The decoded tags of the last comment that has any.
    private func tags(_ sql: String) -> [String: String] {
        var result: [String: String] = [:]
        var lexer = SQLLexer()
        Array(sql.utf8).withUnsafeBufferPointer { text in
            var position = 0
            while position < text.count {
                let token = lexer.next(text, at: position)
                position = token.end
                guard token.kind == .blockComment, token.ends else { continue }
                var reader = SQLCommentTags(
                    UnsafeBufferPointer(rebasing: text[(token.start + 2)..<(token.end - 2)])
                )
                var found: [String: String] = [:]
                while let tag = reader.next() { found[decode(tag.key)] = decode(tag.value) }
                if !found.isEmpty { result = found }
            }
        }
        return result
    }

    private func decode(_ raw: UnsafeBufferPointer<UInt8>) -> String {
        var bytes: [UInt8] = []
        SQLCommentTags.decode(raw, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func normalise(_ sql: String) -> SQLNormaliser {
        var normaliser = SQLNormaliser()
        Array(sql.utf8).withUnsafeBufferPointer { normaliser.feed($0) }
        return normaliser
    }

    @Test func conformance() throws {
        guard let cases = try ConformanceCases.decode(Cases.self, from: "sqlcommenter/cases.json") else {
            return
        }
        #expect(cases.parse.count >= 48)
        for example in cases.parse {
            let found = tags(example.sql)
            #expect(normalise(example.sql).trace.parent?.traceID.text == example.trace_id, "\(example.id)")
            switch example.match {
            case "subset":
                for (key, value) in example.tags { #expect(found[key] == value, "\(example.id)") }
            case "subset-or-empty":
                for (key, value) in found { #expect(example.tags[key] == value, "\(example.id)") }
            case nil, "lenient", "either-case":
                #expect(found.keys.sorted() == example.tags.keys.sorted(), "\(example.id)")
                for (key, value) in example.tags {
                    #expect(
                        found[key] == value || found[key] == example.also_accept?[key],
                        "\(example.id) \(key)"
                    )
                }
            default:
                for value in found.values { #expect(!value.contains("\0")) }
            }
        }
    }

    private let value = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test(arguments: [
        "traceparent='%'", "traceparent=%", "traceparent:%", " traceparent = '%' ", "app:web,traceparent:%",
    ])
    func traceparentIsFoundInEveryForm(form: String) {
        let tag = form.split(separator: "%", omittingEmptySubsequences: false).joined(separator: value)
        #expect(normalise("SELECT 1 /*\(tag)*/").trace.parent?.flags == 1)
        #expect(normalise("/*\(tag)*/ SELECT 1").trace.parent?.flags == 1)
        #expect(normalise("SELECT '/*\(tag)*/'").trace.parent == nil)
        #expect(normalise("SELECT 1 /*\(tag)").trace.parent == nil)
    }

    @Test func actionIsDecodedAndOfTheLastTaggedComment() {
        let action = normalise("/*action='a'*/ SELECT 1 /* plain */ /*action='%2Fb%20c'*/ /* note */").trace
            .action
        #expect(String(decoding: action, as: UTF8.self) == "/b c")
    }
}
