/// Signals that the agent answers (signal(7), Linux).
enum SignalNumber {
    static let hangUp: Int32 = 1
    static let interrupt: Int32 = 2
    static let kill: Int32 = 9
    static let user1: Int32 = 10
    static let terminate: Int32 = 15
}
