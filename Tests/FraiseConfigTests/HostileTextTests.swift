import FoundationEssentials
import FraiseModel
import Testing

@testable import FraiseConfig

/// Files that want to crash, hang or deceive.
@Suite struct HostileTextTests {
    @Test(
        .timeLimit(.minutes(3)),
        arguments: [
            String(repeating: "[", count: 1_000_000), String(repeating: "[", count: 260_000),
            String(repeating: "{", count: 260_000), String(repeating: "- ", count: 130_000),
            String(repeating: "? ", count: 130_000), String(repeating: "{a: ", count: 65_000),
            String(repeating: "[{", count: 400) + String(repeating: "}]", count: 400),
            "a: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900),
            String(repeating: "a:\n", count: 80_000), String(repeating: "\"", count: 259_999),
            String(repeating: "x", count: 262_145), String(repeating: "- a\n", count: 65_000),
            "redact: [" + String(repeating: "..,", count: 80_000) + "]",
        ]
    )
    func isRefusedInTime(_ text: String) {
        let found = Sample.messages(text)
        #expect(!found.isEmpty && found.count <= 200)
        #expect(found.allSatisfy { $0.hasPrefix("f.yaml:") && $0.utf8.count < 500 })
    }

    @Test func thousandsOfUnknownKeysAreRefusedInTime() {
        let text = (0..<18_000).map { "key\($0): 1" }.joined(separator: "\n")
        #expect(Sample.messages(text).count == 200)
    }

    @Test func nestingIsToldWithItsLine() {
        let found = Sample.messages(
            after: "redact:\n  " + String(repeating: "[", count: 20) + String(repeating: "]", count: 20)
        )
        #expect(found.contains { $0.hasPrefix("f.yaml:3: redact: values are nested too deep") }, "\(found)")
    }

    @Test func anAliasBombIsRefused() {
        var text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        var last = "a"
        for name in "bcdefghijklmnop" {
            text +=
                "\(name): &\(name) [" + Array(repeating: "*\(last)", count: 9).joined(separator: ", ") + "]\n"
            last = String(name)
        }
        text += "? *\(last)\n: x\n"
        #expect(
            Sample.messages(text) == [
                "f.yaml:1: anchors and aliases are not supported; expected: the value itself"
            ]
        )
    }

    @Test(arguments: [
        ("slow: &s {query: 1s}\n", 2), ("host: &h web\n", 2), ("redact: &r [a]\n", 2),
        ("slow:\n  query: &q 1s\n  cache: *q\n", 3),
    ])
    func anchorsAreTold(_ text: String, _ line: Int) {
        let found = Sample.messages(after: text)
        #expect(
            found.contains { $0.hasPrefix("f.yaml:\(line): ") && $0.contains("anchors and aliases") },
            "\(found)"
        )
    }

    @Test func starsAndAmpersandsInTextAreFine() throws {
        let stars = (0..<40).map { "\"/a b/*x\($0) *y &z\"" }.joined(separator: ", ")
        let text =
            "sources: [{name: a, type: operations, paths: [/a&b, \"*.jsonl\"], exclude: [\"*x\"]}]\nhost: \"a &b *c\""
        #expect(try Sample.load(text).configuration.host == "a &b *c")
        // So many of both cannot be told from a bomb without reading them.
        #expect(!Sample.messages(after: "redact: [\(stars)]").isEmpty)
    }

    @Test(arguments: [
        ("host: a\u{0}b\n", "f.yaml:2: there is a control character (\"\\u{0}\")"),
        ("host: web\nlog:\n  level: \u{1B}[31m\n", "f.yaml:4: there is a control character"),
        ("host: \u{85}\u{9F}\n", "f.yaml:"),
        ("host: \u{F8FE}x\n", "f.yaml:2: there is a character of the private use area"),
        ("log:\n\tlevel: info\n", "f.yaml:3: this is no YAML"), ("host: [a\n", "f.yaml:"),
        ("host: 'a\n", "f.yaml:"),
        ("host: @a\n", "f.yaml:2: this is no YAML: a tab or a sign"),
        ("host: *a\n", "f.yaml:2: this is no YAML: found undefined alias"),
        ("---\nhost: a\n", "f.yaml:2: a second document begins"),
        ("host: !secret a\n", "f.yaml:2: host: the tag \"!secret\" is not"),
        ("? [a]\n: b\n", "f.yaml:2: a key is not a simple name"),
        ("<<: {a: b}\n", "f.yaml:2: <<: the key is not known"),
        ("a b\n", "f.yaml:"), ("%YAML 9.9\n---\n", "f.yaml:"), ("host: \"\\uD800\"\n", "f.yaml:"),
        ("\"\": 1\n", "f.yaml:2: \"\": the key is not known"),
        ("host: \"a\\0b\"\n", "f.yaml:2: host: \"a\\u{0}b\" contains a control character"),
        ("\"\\u001b[31m\": 1\n", "f.yaml:2: \"\\u{1b}[31m\": the key is not known"),
    ])
    func isToldWithItsLine(_ text: String, _ start: String) {
        let found = Sample.messages(after: text)
        #expect(found.first?.hasPrefix(start) == true, "\(found)")
        #expect(found.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 32 } })
    }

    @Test(arguments: ["[]", "- a", "text", "42", "\"\"", "[{host: a}]"])
    func aRootThatIsNoMapIsTold(_ text: String) {
        let found = Sample.messages(text)
        #expect(found.count == 1)
        #expect(found.first?.contains("expected: a map of keys to values") == true, "\(found)")
    }

    @Test func everyKeyRefusesEveryWrongShape() {
        for key in ConfigurationKey.all where key.environmentName != nil {
            let parts = key.path.split(separator: ".")
            for wrong in ["{a: {b: c}}", "[[a], {b: c}]", "~", "\"\\u0001\""] {
                let flow = parts.reversed().reduce(wrong) { "{\($1): \($0)}" }
                let found = Sample.messages(after: String(flow.dropFirst().dropLast()))
                #expect(!found.isEmpty, "\(key.path): \(wrong)")
                #expect(found.allSatisfy { $0.hasPrefix("f.yaml:2: \(key.path): ") }, "\(found)")
            }
        }
    }

    @Test func equalKeysAreToldAtEveryLevelWithEverythingElse() {
        let found = Sample.messages(
            """
            sources:
              - name: a
                name: b
                type: operations
                paths: [/a]
            slow: {query: 1s, "query": 2s, 'query': 3s}
            log: {level: loud}
            slow: {cache: 1s}
            """
        )
        #expect(found.count == 5, "\(found)")
        #expect(found[0].hasPrefix("f.yaml:3: sources.name: the key stands in line 2 already"))
        #expect(found[1].hasPrefix("f.yaml:6: slow.query: the key stands in line 6 already"))
        #expect(found[3].hasPrefix("f.yaml:7: log.level: \"loud\""))
        #expect(found[4].hasPrefix("f.yaml:8: slow: the key stands in line 6 already"))
    }

    @Test func equalKeysThatAreNoNamesEndTheReading() {
        #expect(Sample.messages("? [a]\n: 1\n? [a]\n: 2\n").first?.contains("stands here twice") == true)
        let many = (0..<40).map { "k\($0): 1\nk\($0): 2\n" }.joined()
        #expect(Sample.messages(many).first?.contains("too many keys stand twice") == true)
    }

    @Test func windowsLineEndsAndAByteOrderMarkAreFine() throws {
        let text = "\u{FEFF}" + Sample.source + "slow:\n  query: 1s\nlog: {level: debug}\n"
        let loaded = try Sample.load(text.split(separator: "\n").joined(separator: "\r\n"))
        #expect(loaded.configuration.slow.query == .seconds(1))
        #expect(loaded.origin(of: "log.level") == .file("f.yaml", line: 4))
        let wrong = Sample.messages(after: "slow:\r\n  query: 1\r\nhost: a\r\nhost: b\r\n")
        #expect(wrong.first?.hasPrefix("f.yaml:3: slow.query") == true)
        #expect(wrong.last?.hasPrefix("f.yaml:5: host: the key stands in line 4") == true)
    }

    @Test func aFileIsReadAndNamed() throws {
        let path =
            FileManager.default.temporaryDirectory.path() + "fraiseqld-\(UInt64.random(in: 0 ... .max)).yaml"
        defer { try? FileManager.default.removeItem(atPath: path) }
        func errors(_ bytes: [UInt8]) throws -> ConfigurationErrors? {
            try Data(bytes).write(to: URL(filePath: path))
            do throws(ConfigurationErrors) {
                _ = try AgentConfiguration.load(path: path, environment: [:], places: Sample.places)
                return nil
            } catch {
                return error
            }
        }
        #expect(try errors(Array(Sample.source.utf8)) == nil)
        #expect(try errors([])?.description.hasPrefix("\(path):1: sources: there is none") == true)
        #expect(
            try errors([0x61, 0x0A, 0xFF])?.description
                == "\(path):2: there are bytes that are no UTF-8; expected: UTF-8 text"
        )
        #expect(
            try errors(Array(repeating: 0x20, count: 2 << 20))?.description.contains("at most 256KiB") == true
        )
        #expect(try errors([])?.fraiseError.exitCode == 78)
    }

    @Test func aMissingFileIsTold() {
        do throws(ConfigurationErrors) {
            _ = try AgentConfiguration.load(path: "/nowhere/f.yaml", environment: [:], places: Sample.places)
            Issue.record("read")
        } catch {
            #expect(error.description.hasPrefix("/nowhere/f.yaml: the file cannot be read: "))
            #expect(error.cause != nil && error.fraiseError == error.cause)
        }
    }
}
