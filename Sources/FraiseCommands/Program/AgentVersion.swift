/// The version of the programs.
enum AgentVersion {
    static let text = "0.1.0"
}
