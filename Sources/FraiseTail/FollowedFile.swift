internal import FraiseModel
internal import FraisePlatform

/// What is open and in hand of a followed file. The position is in the machine's entry of the same number.
final class FollowedFile {
    let number: Int64
    /// Nil while its descriptor is closed to keep within the bound.
    var file: OpenFile?
    var content: (any Content)?
    /// Size and time of change on disk when last looked at.
    var size: Int64 = -1
    var modified = Timestamp(microseconds: 0)
    var changed = Timestamp(microseconds: 0)
    /// No LF is in [offset, searched).
    var searched: Int64 = 0
    /// A line over the longest that is being passed over: the position after what was seen of it.
    var longLine: FilePosition?
    /// What a reject block that is out stands for.
    var afterReject: FilePosition?
    /// The size at opening, in a run that reads up to there.
    var frozenSize: Int64?
    var isOut = false
    /// What the pipeline left of a block.
    var rest: LineBlock?
    var isQueued = false
    /// Damaged from here on, and that was said.
    var isDamaged = false
    /// Its last line is taken without LF: it will not grow, or the run is final.
    var isFinal = false
    var watch: Int32?
    var lastUse: Int64 = 0
    var committed: Int64 = 0
    var lag = LagMarks()
    /// Offsets handed out and not yet committed, by hand-out.
    var handedOut: [(token: Int64, offset: Int64)] = []

    init(number: Int64, committed: Int64) {
        self.number = number
        self.committed = committed
        searched = 0
    }

    /// The same content goes on in another file.
    func restart() {
        searched = 0
        longLine = nil
        isDamaged = false
        size = -1
    }

    /// Gives the descriptor back; the position stays.
    func close() {
        file = nil
        content = nil
    }
}
