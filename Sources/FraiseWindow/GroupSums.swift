internal import FraiseModel

/// Adds figures up by group: rows and totals are noted first, then summed group after group.
struct GroupSums {
    let query: WindowQuery
    private var numbers: [WindowKey: Int] = [:]
    private var keys: [WindowKey] = []
    private var rows: [Row] = []
    /// Totals by group.
    private var parts: [Int: [OperationTotals]] = [:]

    private struct Row {
        var group: UInt32
        var table: UInt32
        var row: UInt32
    }

    init(query: WindowQuery) {
        self.query = query
    }

    /// The number of the group of `key`; nil when the query leaves it out.
    mutating func group(of key: WindowKey) -> Int? {
        guard query.includes(key) else { return nil }
        let part = StatisticsGroup(key, grouping: query.grouping, totals: OperationTotals()).key
        if let known = numbers[part] { return known }
        numbers[part] = keys.count
        keys.append(part)
        return keys.count - 1
    }

    /// Notes totals that count when the query includes their key.
    mutating func add(_ key: WindowKey, _ totals: OperationTotals) {
        guard let group = group(of: key) else { return }
        parts[group, default: []].append(totals)
    }

    /// Notes totals of the only group of a query without grouping.
    mutating func add(_ totals: OperationTotals) {
        if keys.isEmpty { keys.append(WindowKey(kind: .graphql, eventType: "", operationName: "")) }
        parts[0, default: []].append(totals)
        numbers[keys[0]] = 0
    }

    /// Notes a row of the table with that number in `result`.
    mutating func add(row: Int, of table: Int, group: Int) {
        rows.append(Row(group: UInt32(group), table: UInt32(table), row: UInt32(row)))
    }

    /// The sum of all groups, and the groups ascending by key; none when there is no grouping. `tables` are those
    /// of the rows, unchanged since.
    func result(_ tables: [CellTable] = []) -> (total: OperationTotals, groups: [StatisticsGroup]) {
        let sum = CellSum()
        let whole = CellSum()
        var groups: [StatisticsGroup] = []
        let (order, starts) = rowsByGroup()
        for (number, key) in keys.enumerated() {
            for place in starts[number]..<starts[number + 1] {
                let row = rows[order[place]]
                sum.add(row: Int(row.row), of: tables[Int(row.table)])
            }
            for part in parts[number] ?? [] { sum.add(part) }
            let totals = sum.take()
            whole.add(totals)
            guard !query.grouping.isEmpty, totals.count > 0 else { continue }
            groups.append(StatisticsGroup(key, grouping: query.grouping, totals: totals))
        }
        groups.sort { $0.key < $1.key }
        return (whole.take(), groups)
    }

    /// The places of rows in the order of their groups, and where each group begins in it.
    private func rowsByGroup() -> (order: [Int], starts: [Int]) {
        var starts = [Int](repeating: 0, count: keys.count + 1)
        for row in rows { starts[Int(row.group) + 1] += 1 }
        for group in keys.indices { starts[group + 1] += starts[group] }
        var next = starts
        var order = [Int](repeating: 0, count: rows.count)
        for (place, row) in rows.enumerated() {
            order[next[Int(row.group)]] = place
            next[Int(row.group)] += 1
        }
        return (order, starts)
    }
}
