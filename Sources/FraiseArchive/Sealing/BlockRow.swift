internal import FraiseModel

/// A row of the block table.
public struct BlockRow: Hashable, Sendable {
    /// First byte of the block's member.
    public var offset: Int64
    /// Bytes of the member.
    public var size: Int64
    /// Bytes of its lines, uncompressed.
    public var contentLength: Int64
    public var records: Int64
    /// Event times, microseconds.
    public var minimumTime: Int64
    public var maximumTime: Int64
    var statistics: BlockStatistics

    static func encoded(_ rows: [BlockRow]) -> [UInt8] {
        var writer = ByteWriter()
        writer.varint(rows.count)
        for row in rows {
            for value in [
                row.offset, row.size, row.contentLength, row.records, row.minimumTime, row.maximumTime,
            ] {
                writer.signed(value)
            }
            row.statistics.write(to: &writer)
        }
        return writer.bytes
    }

    static func decode(_ payload: [UInt8]) throws(FraiseError) -> [BlockRow] {
        var reader = ByteReader(payload)
        var rows: [BlockRow] = []
        for _ in 0..<(try reader.count(of: 28)) {
            rows.append(
                BlockRow(
                    offset: try reader.signed(),
                    size: try reader.signed(),
                    contentLength: try reader.signed(),
                    records: try reader.signed(),
                    minimumTime: try reader.signed(),
                    maximumTime: try reader.signed(),
                    statistics: try BlockStatistics(from: &reader)
                )
            )
        }
        return rows
    }
}
