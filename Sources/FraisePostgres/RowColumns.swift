internal import FraiseModel

/// Summary rows turned into columns, one array literal each, as `unnest` takes them.
struct RowColumns {
    /// Values of `$4` onwards in `SummaryTable.upsert`, in order.
    let parameters: [String]

    /// The columns of `rows`.
    init(_ rows: ArraySlice<SummaryRow>) {
        var start = ArrayLiteral()
        var seconds = ArrayLiteral()
        var texts = [ArrayLiteral](repeating: ArrayLiteral(), count: 3)
        var counts = [ArrayLiteral](repeating: ArrayLiteral(), count: 8)
        var sum = ArrayLiteral()
        var minimum = ArrayLiteral()
        var maximum = ArrayLiteral()
        var sums = [ArrayLiteral](repeating: ArrayLiteral(), count: 2)
        var sketchIndex = ArrayLiteral()
        var sketchCount = ArrayLiteral()
        for row in rows {
            let totals = row.totals
            start.append(row.windowStart)
            seconds.append(row.windowSeconds)
            texts[0].append(row.key.kind.name)
            texts[1].append(row.key.eventType)
            texts[2].append(row.key.operationName)
            counts[0].append(totals.count)
            counts[1].append(totals.successCount)
            counts[2].append(totals.errorCount)
            counts[3].append(totals.partialErrorCount)
            counts[4].append(totals.timeoutCount)
            counts[5].append(totals.deniedCount)
            counts[6].append(totals.slowCount)
            counts[7].append(totals.durationCount)
            sum.append(totals.durationSum)
            if totals.durationCount > 0 {
                minimum.append(totals.durationMinimum)
                maximum.append(totals.durationMaximum)
            } else {
                minimum.appendNull()
                maximum.appendNull()
            }
            sums[0].append(totals.rows)
            sums[1].append(totals.responseBytes)
            sketchIndex.append(numbers: totals.sketch.indexes)
            sketchCount.append(numbers: totals.sketch.counts)
        }
        let literals =
            [start, seconds] + texts + counts + [sum, minimum, maximum] + sums + [sketchIndex, sketchCount]
        parameters = literals.map(\.text)
    }
}
