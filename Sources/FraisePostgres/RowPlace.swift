internal import FraiseModel

/// What makes a row of a segment one row: its window and its key, whose texts compare by bytes as in the table.
struct RowPlace: Hashable {
    /// Start of the window, seconds since the epoch.
    var start: Int64
    /// Length of the window in seconds.
    var seconds: Int
    var key: WindowKey
}
