internal import FraiseModel
internal import Glibc
internal import Synchronization

/// Runs an actor's jobs one after the other on a thread of its own, so that calls that block (libpq, name
/// resolution) never hold a thread of Swift's pool.
final class ThreadExecutor: SerialExecutor {
    private let queue = JobQueue()

    /// Starts the thread; throws when the system gives no thread.
    init() throws(FraiseError) {
        let retained = Unmanaged.passRetained(queue)
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { argument in
                // Signals are for the agent's own handler, never for a thread that blocks in libpq.
                var all = sigset_t()
                sigfillset(&all)
                pthread_sigmask(SIG_BLOCK, &all, nil)
                if let argument {
                    Unmanaged<JobQueue>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            },
            retained.toOpaque()
        )
        guard code == 0 else {
            retained.release()
            throw FraiseError(.unavailable, "pthread_create for PostgreSQL failed", systemCode: code)
        }
        pthread_detach(thread)
    }

    deinit { queue.stop() }

    func enqueue(_ job: consuming ExecutorJob) {
        queue.add(UnownedJob(job), on: asUnownedSerialExecutor())
    }
}

/// Jobs in order of arrival; holds the thread while there are none.
private final class JobQueue: Sendable {
    private struct State {
        var jobs: [(UnownedJob, UnownedSerialExecutor)] = []
        var stopped = false
    }

    private let state = Mutex(State())
    private let arrivals = Arrivals()

    /// A counting semaphore. Unchecked: the pointer is constant and sem_post and sem_wait may be called from
    /// any thread; the standard library has nothing to wait on.
    private final class Arrivals: @unchecked Sendable {
        private let semaphore: UnsafeMutablePointer<sem_t>

        init() {
            semaphore = .allocate(capacity: 1)
            sem_init(semaphore, 0, 0)
        }

        deinit {
            sem_destroy(semaphore)
            semaphore.deallocate()
        }

        func signal() { sem_post(semaphore) }
        func wait() { while sem_wait(semaphore) != 0 {} }
    }

    func add(_ job: UnownedJob, on executor: UnownedSerialExecutor) {
        state.withLock { $0.jobs.append((job, executor)) }
        arrivals.signal()
    }

    func stop() {
        state.withLock { $0.stopped = true }
        arrivals.signal()
    }

    func run() {
        while true {
            arrivals.wait()
            let next = state.withLock { state in state.jobs.isEmpty ? nil : state.jobs.removeFirst() }
            if let (job, executor) = next {
                job.runSynchronously(on: executor)
            } else if state.withLock({ $0.stopped }) {
                return
            }
        }
    }
}
