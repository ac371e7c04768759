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
    private static let plan = Mutex<Plan?>(nil)

    /// Puts a plan in force for the whole process, or none.
    public static func set(_ new: Plan?) {
        plan.withLock { $0 = new }
        isActive.store(new != nil, ordering: .sequentiallyConsistent)
    }

    /// The fault for a call about to be made.
    static func fault(_ call: SystemCall, _ path: String) -> Fault? {
        guard isActive.load(ordering: .relaxed) else { return nil }
        let current = plan.withLock { $0 }
        return current?(call, path)
    }

    /// Throws when the plan says that the call fails.
    static func check(_ call: SystemCall, _ path: String) throws(FraiseError) {
        if case .fail(let code)? = fault(call, path) { throw .system(call, path, code) }
    }
}
