/// Where an effective value comes from.
public enum ValueOrigin: Hashable, Sendable, CustomStringConvertible {
    case standard
    /// File and line.
    case file(String, line: Int)
    /// Name of the variable.
    case environment(String)
    /// Changed while running.
    case runtime

    /// `default`, `FILE:LINE`, the variable's name or `runtime`.
    public var description: String {
        switch self {
        case .standard: "default"
        case .file(let name, let line): "\(name):\(line)"
        case .environment(let name): name
        case .runtime: "runtime"
        }
    }
}
