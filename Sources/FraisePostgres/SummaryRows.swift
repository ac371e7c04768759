internal import FraiseModel

/// What is done to rows before they are sent.
enum SummaryRows {
    /// The same figures in windows of `seconds`; rows that fall together are added up.
    static func widened(_ rows: [SummaryRow], to seconds: Int) -> [SummaryRow] {
        var places: [RowPlace: Int] = [:]
        var result: [SummaryRow] = []
        for row in rows {
            let start = Timestamp(seconds: row.windowStart).floor(toSeconds: Int64(seconds))
            let place = RowPlace(start: start, seconds: seconds, key: row.key)
            if let index = places[place] {
                result[index].totals.merge(row.totals)
            } else {
                places[place] = result.count
                result.append(
                    SummaryRow(windowStart: start, windowSeconds: seconds, key: row.key, totals: row.totals)
                )
            }
        }
        return result
    }
}
