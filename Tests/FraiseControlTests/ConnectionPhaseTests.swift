import FraiseControl
import Testing

@testable import FraiseControlServer

@Suite struct ConnectionPhaseTests {
    private let settings = ControlServerSettings(socketPath: "/none")

    @Test func aRequestAndItsAnswer() {
        var phase = ConnectionPhase(settings)
        #expect(phase.opened() == .setDeadline(settings.idleTimeout))
        #expect(phase.received(10) == .setDeadline(settings.requestTimeout))
        #expect(phase.received(10) == .none)
        #expect(phase.requestEnded() == .setDeadline(settings.serviceTimeout))
        #expect(phase.responseBegun() == .setDeadline(settings.writeTimeout))
        #expect(phase.responseEnded() == .setDeadline(settings.idleTimeout))
        #expect(phase.state == .idle)
    }

    @Test func bytesOfTheNextRequestShortenTheWait() {
        var phase = ConnectionPhase(settings)
        _ = phase.received(10)
        _ = phase.requestEnded()
        #expect(phase.received(3) == .none)
        _ = phase.responseBegun()
        #expect(phase.responseEnded() == .setDeadline(settings.requestTimeout))
        #expect(phase.state == .receiving)
    }

    @Test func deadlines() {
        var phase = ConnectionPhase(settings)
        #expect(phase.deadlinePassed() == .close)
        _ = phase.received(1)
        guard case .refuse(let late) = phase.deadlinePassed() else {
            Issue.record("a slow request must be refused")
            return
        }
        #expect(late.status == 408)
        _ = phase.requestEnded()
        guard case .refuse(let unanswered) = phase.deadlinePassed() else {
            Issue.record("a slow answer must be refused")
            return
        }
        #expect(unanswered.status == 504)
        phase.closed()
        #expect(phase.deadlinePassed() == .none)
        #expect(phase.requestEnded() == .none)
    }

    @Test func boundsTheBytesOfARequest() {
        var phase = ConnectionPhase(settings)
        guard case .refuse(let problem) = phase.received(1 << 20) else {
            Issue.record("too many bytes must be refused")
            return
        }
        #expect(problem.status == 413)
    }
}
