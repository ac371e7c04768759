public import FraiseModel
internal import FraisePlatform

extension Archive {
    /// Seconds between two looks at what retention removes.
    private static let retentionInterval: Int64 = 60

    /// Has the sealing thread remove what retention says, at most once a minute; returns at once.
    public func applyRetention() {
        guard settings.retentionAge != nil || settings.retentionSize != nil else { return }
        let now = settings.clock().seconds
        // A clock that was set back must not put it off.
        if let last = lastRetention, (0..<Archive.retentionInterval).contains(now - last) { return }
        lastRetention = now
        _ = sealing.requestRetention()
    }

    /// Has sealed segments removed early, oldest first, until `needed` bytes are free or none is left, and waits
    /// for it. Returns the space after it.
    public func makeSpace(_ needed: Int64) throws(FraiseError) -> (free: Int64, total: Int64) {
        sealing.wait(forRetention: sealing.requestRetention(neededSpace: needed))
        return try space()
    }

    /// Waits until what retention was asked for so far is done or has failed.
    public func waitForRetention() {
        sealing.wait(forRetention: sealing.requestRetention())
    }

    /// Says that the tables have these sealed segments' rows, so that nothing of them needs to be kept when they
    /// are removed.
    public func markPublished(_ segments: some Sequence<Int64>) {
        sealing.markPublished(segments)
    }

    /// The error of the last try to remove segments; nil when it went well.
    public var retentionFailure: FraiseError? { sealing.retentionFailure }

    /// Bytes free and in all on the archive's file system.
    public func space() throws(FraiseError) -> (free: Int64, total: Int64) {
        try settings.space(settings.directory)
    }
}
