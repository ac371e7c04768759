internal import FraiseModel
internal import Synchronization

/// What a test makes of a system call.
public enum Fault: Hashable, Sendable {
    /// The call is not made and fails with this `errno`.
    case fail(Int32)
    /// At most this many bytes are read or written.
    case short(Int)
}

/// The place at which tests make system calls fail. Without a plan a call costs one relaxed atomic load.
public enum FaultInjection {
    /// Asked before each call with its name and path; nil lets it pass.
    public typealias Plan = @Sendable (_ call: SystemCall, _ path: String) -> Fault?

    private static let isActive = Atomic<Bool>(false)
    private static let plans = Mutex<[String: Plan]>([:])

    /// Puts a plan in force for paths that begin with `prefix`, or takes it away.
    public static func set(_ plan: Plan?, under prefix: String) {
        let isEmpty = plans.withLock { plans in
            plans[prefix] = plan
            return plans.isEmpty
        }
        isActive.store(!isEmpty, ordering: .sequentiallyConsistent)
    }

    /// The fault for a call about to be made.
    static func fault(_ call: SystemCall, _ path: String) -> Fault? {
        guard isActive.load(ordering: .relaxed) else { return nil }
        let plan = plans.withLock { plans in plans.first { path.hasPrefix($0.key) }?.value }
        return plan?(call, path)
    }

    /// Throws when the plan says that the call fails.
    static func check(_ call: SystemCall, _ path: String) throws(FraiseError) {
        if case .fail(let code)? = fault(call, path) { throw .system(call, path, code) }
    }
}
