internal import ArgumentParser
internal import FraiseAgent
internal import FraisePlatform

@main
struct Program {
    static func main() async {
        // Before any thread is: signals are for the one that waits for them.
        SignalWait.block()
        await DaemonCommand.main()
    }
}
