internal import FraiseModel

/// What sampling left out, per key and minute of event time.
struct TallyRow: Hashable {
    /// Seconds since the epoch.
    var minute: Int64
    var key: WindowKey
    var totals: OperationTotals
}
