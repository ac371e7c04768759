/// Takes reports of what happens while files are followed; the agent turns them into log lines, counters and
/// health.
public protocol TailEvents: AnyObject {
    /// Called on the thread that uses the tailer; returns soon.
    func tail(_ event: TailEvent)
}
