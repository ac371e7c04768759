internal import Glibc

/// Signals taken by one thread that waits for them.
public enum SignalWait {
    /// A signal that the agent answers to.
    public enum Signal: Hashable, Sendable {
        case terminate
        case hangUp
        case user1
    }

    private static var handled: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in [SIGTERM, SIGINT, SIGHUP, SIGUSR1] { sigaddset(&set, signal) }
        return set
    }

    /// Blocks the signals in this thread and all that it starts; to be called before any other thread is. A
    /// write to a closed pipe or socket is an error from then on, not a signal.
    public static func block() {
        var set = handled
        pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Rests the calling thread for ever; the process ends by `exit` elsewhere.
    public static func park() -> Never {
        while true { pause() }
    }

    /// Waits for the next of the signals.
    public static func next() -> Signal {
        var set = handled
        while true {
            var number: Int32 = 0
            guard sigwait(&set, &number) == 0 else { continue }
            switch number {
            case SIGHUP: return .hangUp
            case SIGUSR1: return .user1
            default: return .terminate
            }
        }
    }
}
