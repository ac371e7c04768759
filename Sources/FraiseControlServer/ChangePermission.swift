internal import FraiseControl
internal import FraisePlatform

/// Who may change: uid 0, the agent's own user, and the members of a group, by the kernel's word.
struct ChangePermission: Sendable {
    /// The agent's effective user.
    var ownUser: UInt32
    /// Name of the group; nil is none.
    var adminGroup: String?
    /// The number of a group. Accounts are asked each time, so that a new member needs no restart.
    var groupNamed: @Sendable (String) -> UInt32? = { UserAccounts.group(named: $0) }
    /// The groups of a user.
    var groupsOfUser: @Sendable (UInt32) -> [UInt32] = { UserAccounts.groups(ofUser: $0) }

    /// - Throws: 403 that names the group.
    func check(_ peer: PeerCredentials?) throws(ControlProblem) {
        guard let peer else { throw .refused("the kernel does not say who asks") }
        if peer.user == 0 || peer.user == ownUser { return }
        guard let adminGroup else {
            throw .refused(
                "changes are for root and the agent's own user; control.admin_group names nobody else"
            )
        }
        if let group = groupNamed(adminGroup) {
            if peer.group == group || groupsOfUser(peer.user).contains(group) { return }
        }
        throw .refused("changes are for root, the agent's own user and members of the group '\(adminGroup)'")
    }
}
