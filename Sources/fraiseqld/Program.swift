internal import ArgumentParser
internal import FraiseAgent
internal import FraisePlatform

@main
struct Program {
    static func main() {
        // Before any other thread is: signals are for the one that waits for them.
        SignalWait.block()
        Task.detached { await DaemonCommand.main() }
        SignalWait.park()
    }
}
