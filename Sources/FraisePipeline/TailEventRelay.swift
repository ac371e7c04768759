internal import FraiseTail

/// Hands the tailer's reports on to the pipeline's.
final class TailEventRelay: TailEvents {
    private let events: any PipelineEvents

    init(_ events: any PipelineEvents) {
        self.events = events
    }

    func tail(_ event: TailEvent) {
        events.tail(event)
    }
}
