import Testing

@testable import FraisePostgres

@Suite struct RetryStateTests {
    private let start = ContinuousClock.now

    @Test func doublesToAMinute() {
        var state = RetryState()
        var pauses: [Duration] = []
        for _ in 0..<9 {
            state.failed(at: start, needsPerson: false, random: 0)
            pauses.append(state.wait(at: start))
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
    }

    @Test func jitterOnlyShortens() {
        var state = RetryState()
        state.failed(at: start, needsPerson: false, random: 0.999)
        #expect(state.wait(at: start) < .milliseconds(751))
        #expect(state.wait(at: start) >= .milliseconds(750))
    }

    @Test func whatNeedsAPersonWaitsLong() {
        var state = RetryState()
        state.failed(at: start, needsPerson: true, random: 0)
        #expect(state.wait(at: start) == .seconds(60))
    }

    @Test func dueWhenTheTimeHasCome() {
        var state = RetryState()
        #expect(state.isDue(at: start))
        state.failed(at: start, needsPerson: false, random: 0)
        #expect(!state.isDue(at: start + .milliseconds(999)))
        #expect(state.isDue(at: start + .seconds(1)))
        state.succeeded()
        #expect(state == RetryState())
    }
}
