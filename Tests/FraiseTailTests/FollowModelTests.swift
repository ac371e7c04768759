import FraiseModel
import Testing

@Suite struct FollowModelTests {
    @Test(arguments: 0..<100)
    func everyCompleteLineComesOnce(seed: Int) throws {
        let model = try FollowModel(seed: UInt64(seed), usesInotify: seed % 2 == 0)
        try model.run(steps: 60)
        let faults = model.faults
        #expect(
            faults.isEmpty,
            "seed \(seed): \(faults.prefix(5)) after \(model.trace.joined(separator: "\n"))"
        )
    }
}
