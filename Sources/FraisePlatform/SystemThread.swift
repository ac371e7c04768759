internal import Glibc

// A GNU extension that the Glibc module leaves out; it is bound here by its symbol.
@_silgen_name("pthread_setname_np")
private func linuxSetThreadName(_ thread: pthread_t, _ name: UnsafePointer<CChar>) -> Int32

/// A plain thread for a stage that blocks.
///
/// `@unchecked Sendable`: the handle is written once at start and read by `join` only.
public final class SystemThread: @unchecked Sendable {
    private final class Work {
        let name: String
        let body: @Sendable () -> Void
        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private var handle = pthread_t()
    private var isJoined = false

    /// Starts a thread; of the name the system shows the first 15 bytes.
    public init(name: String, _ body: @escaping @Sendable () -> Void) {
        let work = Unmanaged.passRetained(Work(name: name, body: body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 1 << 20)
        let code = pthread_create(
            &handle,
            &attributes,
            { argument in
                guard let argument else { return nil }
                let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                _ = linuxSetThreadName(
                    pthread_self(),
                    String(decoding: work.name.utf8.prefix(15), as: UTF8.self)
                )
                work.body()
                return nil
            },
            work.toOpaque()
        )
        pthread_attr_destroy(&attributes)
        if code != 0 {
            // Without threads nothing can run; do the work here so that nothing is silently left undone.
            isJoined = true
            work.takeRetainedValue().body()
        }
    }

    /// Waits for its end.
    public func join() {
        guard !isJoined else { return }
        isJoined = true
        pthread_join(handle, nil)
    }
}
