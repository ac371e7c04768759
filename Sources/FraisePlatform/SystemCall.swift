/// The system calls that go through this target, by name, as tests address them.
public enum SystemCall: String, Hashable, Sendable {
    case open
    case read
    case write
    case fsync
    case ftruncate
    case rename
    case unlink
    case mkdir
    case rmdir
    case stat
    case list
    case flock
    case close
    case inotify
    case poll
    case socket
    case bind
    case listen
    case connect
    case send
    case receive
    case chown
    case chmod
    case execve
}
