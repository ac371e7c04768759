internal import FraiseModel

/// Adds figures up by group, in place.
struct GroupSums {
    let query: WindowQuery
    private let table = CellTable()
    private var numbers: [WindowKey: UInt32] = [:]
    private var keys: [WindowKey] = []

    init(query: WindowQuery) {
        self.query = query
    }

    /// The number of the group of `key`; nil when the query leaves it out.
    mutating func group(of key: WindowKey) -> UInt32? {
        guard query.includes(key) else { return nil }
        let part = StatisticsGroup(key, grouping: query.grouping, totals: OperationTotals()).key
        if let known = numbers[part] { return known }
        let number = UInt32(keys.count)
        numbers[part] = number
        keys.append(part)
        return number
    }

    mutating func add(_ key: WindowKey, _ totals: OperationTotals) {
        guard let group = group(of: key) else { return }
        table.merge(window: 0, key: group, totals: totals)
    }

    /// Adds to the only group of a query without grouping.
    mutating func add(_ totals: OperationTotals) {
        table.merge(window: 0, key: 0, totals: totals)
        if keys.isEmpty { keys.append(WindowKey(kind: .graphql, eventType: "", operationName: "")) }
    }

    /// Adds a row of another table to a group.
    func add(row: Int, of other: CellTable, group: UInt32) {
        table.merge(row: row, of: other, window: 0, key: group)
    }

    /// The sum of all groups, and the groups ascending by key; none when there is no grouping.
    func result() -> (total: OperationTotals, groups: [StatisticsGroup]) {
        let sum = CellTable()
        var groups: [StatisticsGroup] = []
        groups.reserveCapacity(table.rowCount)
        for row in 0..<table.rowCount {
            sum.merge(row: row, of: table, window: 0, key: 0)
            if query.grouping.isEmpty { continue }
            let key = keys[Int(table.key(ofRow: row))]
            groups.append(StatisticsGroup(key, grouping: query.grouping, totals: table.totals(ofRow: row)))
        }
        groups.sort { $0.key < $1.key }
        return (sum.totals(window: 0, key: 0) ?? OperationTotals(), groups)
    }
}
