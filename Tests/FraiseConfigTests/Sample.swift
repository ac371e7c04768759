import Testing

@testable import FraiseConfig

/// Configurations for tests.
enum Sample {
    static let places = Places(environment: [:], effectiveUserID: 0, hostName: "web-1")

    /// The shortest source that is right, on one line.
    static let source = "sources: [{name: app, type: operations, paths: [/var/log/app.jsonl]}]\n"

    static func load(_ text: String, environment: [String: String] = [:]) throws(ConfigurationErrors)
        -> LoadedConfiguration
    {
        try AgentConfiguration.parse(text: text, fileName: "f.yaml", environment: environment, places: places)
    }

    /// A configuration with one source in line 1 and further text from line 2.
    static func load(after text: String, environment: [String: String] = [:]) throws(ConfigurationErrors)
        -> LoadedConfiguration
    {
        try load(source + text, environment: environment)
    }

    /// The messages of a text, none when it is right.
    static func messages(_ text: String, environment: [String: String] = [:]) -> [String] {
        do throws(ConfigurationErrors) {
            _ = try load(text, environment: environment)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    /// The messages of a text from line 2 on.
    static func messages(after text: String, environment: [String: String] = [:]) -> [String] {
        messages(source + text, environment: environment)
    }

    /// Expects one message that begins so.
    static func expectOne(
        after text: String,
        environment: [String: String] = [:],
        begins start: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = messages(after: text, environment: environment)
        #expect(found.count == 1, "\(found)", sourceLocation: sourceLocation)
        #expect(found.first?.hasPrefix(start) == true, "\(found)", sourceLocation: sourceLocation)
    }
}
