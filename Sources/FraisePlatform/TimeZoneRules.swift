/// A time zone's rules from a TZif file (RFC 9636): which offset and abbreviation hold when.
public struct TimeZoneRules: Hashable, Sendable {
    /// One local time type.
    public struct LocalTime: Hashable, Sendable {
        /// Seconds east of UTC.
        public var offset: Int
        public var isDaylight: Bool
        /// `CET`, `+03` …
        public var abbreviation: String
    }

    /// IANA name, or the path it was read from.
    public let name: String
    /// When `types[typeIndexes[i]]` begins, seconds since the epoch, ascending.
    let transitions: [Int64]
    let typeIndexes: [UInt8]
    let types: [LocalTime]
    /// What holds after the last transition; nil when the file has no footer.
    let footer: PosixTimeZone?

    init(
        name: String,
        transitions: [Int64],
        typeIndexes: [UInt8],
        types: [LocalTime],
        footer: PosixTimeZone?
    ) {
        self.name = name
        self.transitions = transitions
        self.typeIndexes = typeIndexes
        self.types = types
        self.footer = footer
    }

    /// Universal time without any transition.
    public static let utc = TimeZoneRules(
        name: "UTC",
        transitions: [],
        typeIndexes: [],
        types: [LocalTime(offset: 0, isDaylight: false, abbreviation: "UTC")],
        footer: nil
    )

    /// The local time type in force at a moment given in seconds since the epoch.
    public func localTime(at moment: Int64) -> LocalTime {
        if let last = transitions.last, moment < last {
            var low = 0
            var high = transitions.count
            while low < high {
                let middle = (low + high) / 2
                if transitions[middle] <= moment { low = middle + 1 } else { high = middle }
            }
            // Before the first transition type 0 holds (RFC 9636, section 3.2).
            return low == 0 ? types[0] : types[Int(typeIndexes[low - 1])]
        }
        if let footer { return footer.localTime(at: moment) }
        guard let last = typeIndexes.last else { return types[0] }
        return types[Int(last)]
    }

    /// The moment, in seconds since the epoch, that clocks of the zone show as `local` (seconds since the epoch
    /// as if local time were UTC).
    ///
    /// An hour that is shown twice is told apart by `abbreviation`, else by order: the first reading that is not
    /// more than a minute before `previous`, the moment of what came before. A local time that is skipped is
    /// read with the offset that held before the gap.
    ///
    /// - Returns: nil when `abbreviation` is given and the zone does not use it around then.
    public func moment(local: Int64, abbreviation: String? = nil, previous: Int64? = nil) -> Int64? {
        let before = localTime(at: local - 86_400)
        let after = localTime(at: local + 86_400)
        var readings: [(moment: Int64, type: LocalTime)] = []
        for type in [before, localTime(at: local), after] {
            let moment = local - Int64(type.offset)
            let held = localTime(at: moment)
            if held.offset == type.offset, !readings.contains(where: { $0.moment == moment }) {
                readings.append((moment, held))
            }
        }
        readings.sort { $0.moment < $1.moment }
        if let abbreviation {
            if let match = readings.first(where: { $0.type.abbreviation == abbreviation }) {
                return match.moment
            }
            // The skipped hour as a clock shows it that is not set forward yet.
            guard readings.isEmpty,
                let type = [before, after].first(where: { $0.abbreviation == abbreviation })
            else { return nil }
            return local - Int64(type.offset)
        }
        guard let first = readings.first, let last = readings.last else {
            return local - Int64(before.offset)
        }
        guard readings.count > 1, let previous, first.moment < previous - 60 else { return first.moment }
        return readings.first { $0.moment >= previous - 60 }?.moment ?? last.moment
    }

    /// Whether the zone has ever used `abbreviation`.
    public func uses(_ abbreviation: String) -> Bool {
        types.contains { $0.abbreviation == abbreviation } || footer?.uses(abbreviation) ?? false
    }
}
