/// What retention will delete, and when, in words.
public struct RetentionPlan: Hashable, Sendable {
    /// One sentence a line, in the order archive, tables.
    public let lines: [String]

    /// The plan of a configuration.
    public init(_ configuration: AgentConfiguration) {
        let archive = configuration.archive
        var lines: [String] = []
        if let age = archive.retention.age {
            lines.append("archive: a sealed segment is removed \(age) after its sealing")
        }
        if let size = archive.retention.size {
            lines.append(
                "archive: the oldest sealed segments are removed while all together are over \(ByteSize.text(size))"
            )
        }
        if lines.isEmpty { lines.append("archive: nothing is removed, whatever its age and size") }
        let share = ScalarType.percentage.show(archive.minimumFree)
        switch archive.onLowSpace {
        case .pause:
            lines.append("archive: below \(share) free space ingest pauses, nothing is removed")
        case .oldest:
            lines.append("archive: below \(share) free space the oldest sealed segments are removed early")
        }
        if configuration.postgresql.url != nil {
            let retention = configuration.postgresql.retention
            lines.append(
                "postgresql: minute rows become hour rows after \(retention.minute), "
                    + "hour rows are removed after \(retention.hour)"
            )
        } else {
            lines.append("postgresql: off, no tables")
        }
        self.lines = lines
    }

    /// The lines as one text.
    public var text: String { lines.joined(separator: "\n") }
}
