public import FraiseModel

extension TimeZoneRules {
    /// Rules from the content of a TZif file, version 2 or later.
    public init(name: String, tzif: [UInt8]) throws(FraiseError) {
        let damaged = FraiseError(
            .badData,
            "time zone \(name): not a TZif file of version 2 or later",
            remedy: "install the tzdata package or name another zone"
        )
        guard let old = Header(tzif, at: 0), old.version >= UInt8(ascii: "2") else { throw damaged }
        let start = Header.size + old.length(timeSize: 4)
        guard let header = Header(tzif, at: start), header.typeCount > 0,
            tzif.count >= start + Header.size + header.length(timeSize: 8)
        else { throw damaged }
        var position = start + Header.size
        var transitions: [Int64] = []
        for _ in 0..<header.timeCount {
            transitions.append(Int64(bitPattern: TimeZoneRules.number(tzif, at: position, bytes: 8)))
            position += 8
        }
        let indexes = Array(tzif[position..<position + header.timeCount])
        position += header.timeCount
        let names = position + 6 * header.typeCount
        var types: [LocalTime] = []
        for _ in 0..<header.typeCount {
            let offset = Int32(truncatingIfNeeded: TimeZoneRules.number(tzif, at: position, bytes: 4))
            let text = names + Int(tzif[position + 5])
            guard text < names + header.nameBytes,
                let end = tzif[text..<names + header.nameBytes].firstIndex(of: 0)
            else { throw damaged }
            types.append(
                LocalTime(
                    offset: Int(offset),
                    isDaylight: tzif[position + 4] != 0,
                    abbreviation: String(decoding: tzif[text..<end], as: UTF8.self)
                )
            )
            position += 6
        }
        guard indexes.allSatisfy({ Int($0) < types.count }),
            zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw damaged }
        let footerStart = start + Header.size + header.length(timeSize: 8) + 1
        var footer: PosixTimeZone?
        if footerStart < tzif.count, let end = tzif[footerStart...].firstIndex(of: 10), end > footerStart {
            guard let parsed = PosixTimeZone(String(decoding: tzif[footerStart..<end], as: UTF8.self)) else {
                throw damaged
            }
            footer = parsed
        }
        self.init(name: name, transitions: transitions, typeIndexes: indexes, types: types, footer: footer)
    }

    private static func number(_ bytes: [UInt8], at start: Int, bytes count: Int) -> UInt64 {
        var result: UInt64 = 0
        for index in start..<start + count { result = result << 8 | UInt64(bytes[index]) }
        return result
    }

    /// The 44 bytes before each data block (RFC 9636, section 3.1).
    private struct Header {
        static let size = 44
        let version: UInt8
        let utcIndicators: Int
        let standardIndicators: Int
        let leapSeconds: Int
        let timeCount: Int
        let typeCount: Int
        let nameBytes: Int

        init?(_ bytes: [UInt8], at start: Int) {
            guard bytes.count >= start + Header.size, bytes[start..<start + 4].elementsEqual("TZif".utf8)
            else {
                return nil
            }
            version = bytes[start + 4]
            let counts = (0..<6).map { Int(TimeZoneRules.number(bytes, at: start + 20 + 4 * $0, bytes: 4)) }
            // Larger than any zone; keeps sums from overflowing on hostile input.
            guard counts.allSatisfy({ $0 < 1 << 24 }) else { return nil }
            utcIndicators = counts[0]
            standardIndicators = counts[1]
            leapSeconds = counts[2]
            timeCount = counts[3]
            typeCount = counts[4]
            nameBytes = counts[5]
        }

        func length(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + nameBytes + leapSeconds * (timeSize + 4)
                + standardIndicators + utcIndicators
        }
    }
}
