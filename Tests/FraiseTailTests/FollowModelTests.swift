import FraiseModel
import Testing

@Suite struct FollowModelTests {
    @Test(arguments: Array(0..<150) + [238, 635, 833, 866, 879, 936, 954, 990])
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
