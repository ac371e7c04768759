internal import Glibc

extension OpenFile {
    /// Whether another process could still write to this file through a descriptor of its own.
    public enum Writers: Hashable, Sendable {
        case none
        case some
        /// The system does not tell: another user's file, or a file system without leases.
        case unknown
    }

    /// Asks for a read lease (fcntl(2), F_SETLEASE), which the kernel refuses while a writer has the file open,
    /// and gives it back. To be asked of deleted files only: there nobody can open the file meanwhile, and so
    /// nobody has to wait for the lease.
    public func writers() -> Writers {
        // linux/fcntl.h: F_SETLEASE 1024, F_SETSIG 10; they need _GNU_SOURCE, so Swift does not see them.
        let setLease: Int32 = 1024
        let setSignal: Int32 = 10
        // Should a lease break all the same, the signal is one that does nothing by default.
        _ = fcntl(descriptor, setSignal, SIGURG)
        if fcntl(descriptor, setLease, F_RDLCK) == 0 {
            _ = fcntl(descriptor, setLease, F_UNLCK)
            return .none
        }
        return errno == EAGAIN ? .some : .unknown
    }
}
