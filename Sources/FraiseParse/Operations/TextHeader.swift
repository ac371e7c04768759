internal import FraiseModel

/// A text before an object: whether it is a syslog header, and its time where that has an offset from UTC.
struct TextHeader {
    var isSyslog = false
    var time: Timestamp?

    init(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
        var position = start
        if position.pointee == UInt8(ascii: "<") {
            var at = position + 1
            var digits = 0
            while at < end, JSONScanner.isDigit(at.pointee), digits < 3 {
                at += 1
                digits += 1
            }
            guard digits > 0, at < end, at.pointee == UInt8(ascii: ">") else { return }
            isSyslog = true
            position = at + 1
            // RFC 5424 has its version here.
            if end - position > 2, position[0] == UInt8(ascii: "1"), position[1] == UInt8(ascii: " ") {
                position += 2
            }
        }
        if TextHeader.isMonth(position, end) {
            // Without year and offset: no time that we could use.
            isSyslog = true
            return
        }
        var stop = position
        while stop < end, stop.pointee != UInt8(ascii: " ") { stop += 1 }
        guard stop - position >= 20 else { return }
        var times = TimestampText()
        if case .moment(let moment) = times.read(position, stop - position) {
            time = moment
            if !isSyslog { isSyslog = TextHeader.hasTag(stop, end) }
        }
    }

    /// `Nov 22 10:15:30 `
    private static func isMonth(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
        guard end - start >= 16, start[3] == UInt8(ascii: " "), start[6] == UInt8(ascii: " "),
            start[9] == UInt8(ascii: ":"), start[12] == UInt8(ascii: ":")
        else { return false }
        let months: [StaticString] = [
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ]
        return months.contains { Words.matches(start, 3, $0) }
    }

    /// ` host program[12]: `
    private static func hasTag(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
        var words = 0
        var position = start
        while position < end {
            if position.pointee == UInt8(ascii: " ") { words += 1 }
            if position.pointee == UInt8(ascii: ":"), position + 1 < end, position[1] == UInt8(ascii: " ") {
                return words == 2
            }
            position += 1
        }
        return false
    }
}
