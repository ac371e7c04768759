internal import FraiseModel

/// The trailer's key table and summary: rows per minute and key, then totals of the whole segment per key.
enum SummarySection {
    /// Payload of the key table.
    static func keyTable(_ keys: [WindowKey]) -> [UInt8] {
        var writer = ByteWriter()
        writer.varint(keys.count)
        for key in keys { writer.key(key) }
        return writer.bytes
    }

    static func keys(_ payload: [UInt8]) throws(FraiseError) -> [WindowKey] {
        var reader = ByteReader(payload)
        var keys: [WindowKey] = []
        for _ in 0..<(try reader.count(of: 3)) { keys.append(try reader.key()) }
        return keys
    }

    /// Bytes after which a part is cut: they fit a member's body when they compress by 1.8, which they do.
    private static let partSize = 28 * 1024

    /// Body parts of the summary, encoded piece by piece so that the whole never stands in memory uncompressed.
    static func parts(_ summary: SegmentSummary, codec: BodyCodec) throws(FraiseError) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var writer = ByteWriter()
        var failure: FraiseError?
        let cells = summary.cells
        let sum = CellSum()
        func cut(atLeast size: Int) {
            guard writer.bytes.count >= size, failure == nil else { return }
            do throws(FraiseError) { parts += try codec.parts(of: writer.bytes) } catch { failure = error }
            writer.bytes.removeAll(keepingCapacity: true)
        }
        writer.varint(cells.rowCount)
        var last: Int64 = 0
        // The rows of a key as a list: its newest row, and for each row the one before.
        var newest = [Int](repeating: -1, count: summary.keys.count)
        var before = [Int](repeating: -1, count: cells.rowCount)
        for row in cells.sortedRows() {
            let minute = cells.window(ofRow: row)
            let key = cells.key(ofRow: row)
            before[row] = newest[Int(key)]
            newest[Int(key)] = row
            writer.signed((minute - last) / 60)
            last = minute
            writer.varint(UInt64(key))
            sum.add(row: row, of: cells)
            writer.totals(sum.take())
            cut(atLeast: partSize)
        }
        writer.varint(newest.count)
        for newest in newest {
            var row = newest
            while row >= 0 {
                sum.add(row: row, of: cells)
                row = before[row]
            }
            writer.totals(sum.take())
            cut(atLeast: partSize)
        }
        cut(atLeast: 1)
        if let failure { throw failure }
        return parts
    }

    /// Rows and whole-segment totals of a payload.
    static func decode(
        _ payload: [UInt8],
        keys: [WindowKey],
        rows wanted: Bool = true
    ) throws(FraiseError) -> (rows: [SummaryRow], whole: [(WindowKey, OperationTotals)]) {
        var reader = ByteReader(payload)
        var rows: [SummaryRow] = []
        var last: Int64 = 0
        let count = try reader.count(of: 12)
        if wanted { rows.reserveCapacity(count) }
        for _ in 0..<count {
            let (seconds, isTooFar) = (try reader.signed()).multipliedReportingOverflow(by: 60)
            let (minute, isOutOfRange) = last.addingReportingOverflow(seconds)
            let number = try reader.varint()
            guard !isTooFar, !isOutOfRange, number < UInt64(keys.count) else { throw ByteReader.damaged }
            last = minute
            let key = Int(number)
            let totals = try reader.totals()
            if wanted {
                rows.append(SummaryRow(windowStart: last, windowSeconds: 60, key: keys[key], totals: totals))
            }
        }
        var whole: [(WindowKey, OperationTotals)] = []
        let keyCount = try reader.count(of: 10)
        guard keyCount <= keys.count else { throw ByteReader.damaged }
        for index in 0..<keyCount { whole.append((keys[index], try reader.totals())) }
        return (rows, whole)
    }
}
