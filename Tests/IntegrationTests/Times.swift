import FraiseModel
import FraisePlatform

/// Event times of generated logs: near now, so that no retention leaves them out.
enum Times {
    /// The whole minute `minutes` ago.
    static func ago(minutes: Int64) -> Timestamp {
        let now = SystemClock.now().seconds
        return Timestamp(seconds: now - now % 60 - minutes * 60)
    }
}
