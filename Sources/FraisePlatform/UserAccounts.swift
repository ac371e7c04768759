internal import Glibc

/// Users and groups of the machine. Each call can read files or ask a directory server: never on an event loop.
public enum UserAccounts {
    /// The process's effective user.
    public static var effectiveUser: UInt32 { geteuid() }

    /// The number of the group of that name; nil when there is none.
    public static func group(named name: String) -> UInt32? {
        look { (result: inout group, buffer, size, found) in
            getgrnam_r(name, &result, buffer, size, found)
        } take: {
            $0.gr_gid
        }
    }

    /// The name of a group; nil when it has none.
    public static func name(ofGroup number: UInt32) -> String? {
        look { (result: inout group, buffer, size, found) in
            getgrgid_r(number, &result, buffer, size, found)
        } take: {
            String(validatingCString: $0.gr_name)
        }
    }

    /// The groups of a user by the machine's accounts: the primary one and the supplementary ones. Empty for an
    /// unknown user.
    public static func groups(ofUser number: UInt32) -> [UInt32] {
        look { (result: inout passwd, buffer, size, found) in
            getpwuid_r(number, &result, buffer, size, found)
        } take: { account in
            var room: Int32 = 64
            while room <= 65_536 {
                var groups = [gid_t](repeating: 0, count: Int(room))
                var count = room
                if getgrouplist(account.pw_name, account.pw_gid, &groups, &count) >= 0 {
                    return Array(groups.prefix(Int(count)))
                }
                room = max(count, room * 2)
            }
            return [account.pw_gid]
        } ?? []
    }

    /// Calls with a larger buffer until the entry fits. The entry's texts lie in the buffer, so it is taken apart
    /// while that lives.
    private static func look<Entry: AccountEntry, Taken>(
        _ call: (
            inout Entry, UnsafeMutablePointer<CChar>, Int, UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
        ) -> Int32,
        take: (Entry) -> Taken?
    ) -> Taken? {
        var size = 4096
        while size <= 1 << 22 {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { buffer.deallocate() }
            var result = Entry()
            var found: UnsafeMutablePointer<Entry>?
            let code = call(&result, buffer, size, &found)
            if code == ERANGE {
                size *= 4
            } else if code != EINTR {
                return code == 0 && found != nil ? take(result) : nil
            }
        }
        return nil
    }
}

/// A C struct that starts as zeros.
private protocol AccountEntry {
    init()
}

extension group: AccountEntry {}
extension passwd: AccountEntry {}
