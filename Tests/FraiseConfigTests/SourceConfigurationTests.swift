import Testing

@testable import FraiseConfig

@Suite struct SourceConfigurationTests {
    private func messages(_ source: String) -> [String] {
        Sample.messages("sources:\n  - {\(source)}\n")
    }

    @Test(arguments: [
        ("type: operations, paths: [/a]", "sources[0].name: there is none"),
        ("name: a, paths: [/a]", "sources[0].type: there is none"),
        ("name: a, type: operations", "sources[0].paths: there is none"),
        ("name: a, type: operations, paths: []", "sources[0].paths: the list is empty"),
        ("name: a, type: operations, paths: [\"\"]", "sources[0].paths: the pattern is empty"),
        (
            "name: a, type: operations, paths: [/var/log/]",
            "sources[0].paths: \"/var/log/\" names a directory"
        ),
        ("name: a, type: operations, paths: [~/x]", "sources[0].paths: ~ is not expanded"),
        ("name: a, type: operations, paths: {b: c}", "sources[0].paths: it is a map"),
        ("name: \"\", type: operations, paths: [/a]", "sources[0].name: the name is empty"),
        ("name: a/b, type: operations, paths: [/a]", "sources[0].name: \"a/b\" is no name"),
        ("name: .a, type: operations, paths: [/a]", "sources[0].name: \".a\" is no name"),
        (
            "name: fraiseqld, type: operations, paths: [/a]",
            "sources[0].name: the name fraiseqld is the agent's own"
        ),
        ("name: a, type: operation, paths: [/a]", "sources[0].type: \"operation\" is not known"),
        (
            "name: a, type: operations, paths: [/a], start: middle",
            "sources[0].start: \"middle\" is not known"
        ),
        (
            "name: a, type: operations, paths: [/a], expect_every: 5",
            "sources[0].expect_every: \"5\" has no unit"
        ),
        (
            "name: a, type: operations, paths: [/a], path: /b",
            "sources[0].path: the key is not known; expected: paths"
        ),
        (
            "name: a, type: operations, paths: [/a], literals: keep",
            "sources[0].literals: sources of type operations do not"
        ),
        (
            "name: a, type: postgresql, paths: [/a], fields: {}",
            "sources[0].fields: sources of type postgresql do not"
        ),
        (
            "name: a, type: postgresql, paths: [/a], timezone: Europe/Atlantis",
            "sources[0].timezone: \"Europe/Atlantis\" is not"
        ),
        (
            "name: a, type: postgresql, paths: [/a], log_line_prefix: \"%p\"",
            "sources[0].log_line_prefix: lines would have no"
        ),
        ("name: a, type: operations, paths: [/a], fields: [b]", "sources[0].fields: it is a list"),
        (
            "name: a, type: operations, paths: [/a], fields: {duraton: b}",
            "sources[0].fields: records have no field \"duraton\"; expected: nearest: duration"
        ),
        (
            "name: a, type: operations, paths: [/a], fields: {slow: b}",
            "sources[0].fields: records have no field \"slow\""
        ),
        (
            "name: a, type: operations, paths: [/a], fields: {duration: \"b:min\"}",
            "sources[0].fields: duration: \"b:min\" has an unknown unit"
        ),
        (
            "name: a, type: operations, paths: [/a], fields: {user_id: \"b:ms\"}",
            "sources[0].fields: user_id: \"b:ms\" has a unit"
        ),
        (
            "name: a, type: operations, paths: [/a], fields: {user_id: \"a..b\"}",
            "sources[0].fields: user_id: \"a..b\" is no name"
        ),
        (
            "name: a, type: operations, paths: [/a], fields: {user_id: }",
            "sources[0].fields: user_id: there is no value"
        ),
    ])
    func aWrongKeyIsTold(_ source: String, _ start: String) {
        let found = messages(source)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix("f.yaml:2: \(start)") == true, "\(found)")
    }

    @Test(arguments: [
        ("sources: []", "f.yaml:1: sources: there is none"),
        ("sources: app", "f.yaml:1: sources: it is the value"),
        ("sources: {name: app}", "f.yaml:1: sources: it is a map"),
        ("sources:", "f.yaml:1: sources: there is no value"),
        ("sources: [app]", "f.yaml:1: sources[0]: it is the value"),
        ("sources: [[]]", "f.yaml:1: sources[0]: it is a list"),
        ("host: a", "f.yaml:1: sources: there is none"), ("", "f.yaml:1: sources: there is none"),
        ("# nothing\n", "f.yaml:1: sources: there is none"), ("~", "f.yaml:1: sources: there is none"),
    ])
    func aMissingListIsTold(_ text: String, _ start: String) {
        let found = Sample.messages(text)
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.hasPrefix(start) == true, "\(found)")
    }

    @Test func namesAreUnique() {
        let found = Sample.messages(
            """
            sources:
              - {name: a, type: operations, paths: [/a]}
              - {name: b, type: operations, paths: [/b]}
              -
                type: operations
                paths: [/c]
                name: a
            """
        )
        #expect(
            found == [
                "f.yaml:7: sources[2].name: the source in line 2 has the name a already; expected: a name of its own"
            ]
        )
    }

    @Test func wrongItemsAreToldOnTheirLines() {
        let found = Sample.messages(
            """
            sources:
              - name: a
                type: operations
                paths:
                  - /a
                  - /b/
                fields:
                  user_id: x
                  user: y
            """
        )
        #expect(found.count == 2)
        #expect(found.first?.hasPrefix("f.yaml:6: sources[0].paths: \"/b/\"") == true)
        #expect(found.last?.hasPrefix("f.yaml:9: sources[0].fields: records have no field \"user\"") == true)
    }

    @Test func fieldMappingsAreShownAsWritten() {
        #expect(FieldMapping(field: "duration_ms", input: "a.b", unit: .seconds).text == "a.b:s")
        #expect(FieldMapping.Unit.allCases.map(\.nanoseconds) == [1, 1000, 1_000_000, 1_000_000_000])
    }
}
