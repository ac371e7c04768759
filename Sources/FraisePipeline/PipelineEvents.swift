public import FraiseArchive
public import FraiseModel
public import FraiseTail

/// What the stages report; the agent makes log lines, counters and health of it. Called on the stages' threads.
public protocol PipelineEvents: ArchiveEvents {
    /// Something about a followed file.
    func tail(_ event: TailEvent)
    /// Nothing can be committed for this reason; ingest waits and tries again.
    func paused(_ reason: FraiseError)
    /// The reason is gone.
    func resumed()
    /// A PostgreSQL log does not fit its configured or detected format.
    func parserProblem(path: String, _ problem: String)
}
