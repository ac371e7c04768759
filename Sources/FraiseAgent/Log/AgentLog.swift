internal import FraiseConfig
internal import FraiseModel
internal import FraisePlatform
internal import Synchronization

/// The agent's own log: one line an event on stderr. Values may come from log lines and file names: control
/// characters are escaped.
final class AgentLog: Sendable {
    private struct State {
        var level: LogConfiguration.Level
        var format: LogConfiguration.Format
    }
    private let state: Mutex<State>

    init(_ configuration: LogConfiguration) {
        state = Mutex(State(level: configuration.level, format: configuration.format))
    }

    func configure(_ configuration: LogConfiguration) {
        state.withLock { $0 = State(level: configuration.level, format: configuration.format) }
    }

    func error(_ event: String, _ values: KeyValuePairs<String, String> = [:]) {
        write(.error, event, values)
    }
    func warning(_ event: String, _ values: KeyValuePairs<String, String> = [:]) {
        write(.warning, event, values)
    }
    func info(_ event: String, _ values: KeyValuePairs<String, String> = [:]) { write(.info, event, values) }
    func debug(_ event: String, _ values: KeyValuePairs<String, String> = [:]) {
        write(.debug, event, values)
    }

    private func write(
        _ level: LogConfiguration.Level,
        _ event: String,
        _ values: KeyValuePairs<String, String>
    ) {
        let order: [LogConfiguration.Level] = [.error, .warning, .info, .debug]
        let (least, format) = state.withLock { ($0.level, $0.format) }
        guard let rank = order.firstIndex(of: level), let limit = order.firstIndex(of: least), rank <= limit
        else { return }
        let time = SystemClock.now().text
        var line: String
        switch format {
        case .text:
            line = "\(time) \(level.rawValue) \(event)"
            for (name, value) in values {
                let text = AgentLog.escaped(value)
                let isPlain = !text.isEmpty && !text.contains { $0 == " " || $0 == "=" }
                line += isPlain ? " \(name)=\(text)" : " \(name)=\"\(text)\""
            }
        case .json:
            line =
                "{\"timestamp\":\"\(time)\",\"level\":\"\(level.rawValue)\",\"event\":\"\(AgentLog.escaped(event))\""
            for (name, value) in values { line += ",\"\(name)\":\"\(AgentLog.escaped(value))\"" }
            line += "}"
        }
        ProcessEnvironment.write(line + "\n", to: 2)
    }

    /// The inside of a JSON string; safe on a terminal.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default:
                if scalar.value < 32 || (127...159).contains(scalar.value) || isDirection(scalar) {
                    result +=
                        "\\u" + Hexadecimal.text([UInt8(scalar.value >> 8 & 255), UInt8(scalar.value & 255)])
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    private static func isDirection(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}
