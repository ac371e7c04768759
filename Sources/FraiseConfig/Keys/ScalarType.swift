/// A type of single values: how they are read and written.
struct ScalarType<Value>: Sendable {
    /// The name in the manual.
    let name: String
    /// What a message says that was expected.
    let expected: String
    /// A value for examples.
    let example: String
    /// The words, where there are only a few.
    var choices: [String] = []
    let parse: @Sendable (String) throws(ValueProblem) -> Value
    let show: @Sendable (Value) -> String

    func read(_ node: ConfigurationNode) -> Result<Value, ValueProblem> {
        guard case .text(let text) = node.content else {
            return .failure(ValueProblem(node.content.noun, expected: expected))
        }
        do throws(ValueProblem) {
            return .success(try parse(text))
        } catch {
            return .failure(error)
        }
    }

    /// The same with a word that stands for nil.
    func or(_ word: String) -> ScalarType<Value?> {
        let expectedWord = word.isEmpty ? "\"\"" : word
        return ScalarType<Value?>(
            name: word.isEmpty ? name + " or empty" : "\(name) or `\(word)`",
            expected: "\(expected), or \(expectedWord)",
            example: example,
            parse: { text throws(ValueProblem) in
                if text == word { return nil }
                do throws(ValueProblem) {
                    return try parse(text)
                } catch {
                    throw ValueProblem(error.what, expected: "\(error.expected), or \(expectedWord)")
                }
            },
            show: { value in value.map(show) ?? YAMLScalar.text(word) }
        )
    }
}
