internal import FraiseModel

/// The header of a line of the Container Runtime Interface: `TIME STREAM TAGS CONTENT`, where the first tag is
/// `P` for a part and `F` for the last or only one (Kubernetes, kubelet log format).
struct CRIHeader {
    var time: Timestamp
    var stream: PartialLines.Stream
    var isLast: Bool
    var content: UnsafePointer<UInt8>

    init?(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
        let space = UInt8(ascii: " ")
        guard end - start > 30, JSONScanner.isDigit(start.pointee) else { return nil }
        var position = start
        while position < end, position.pointee != space { position += 1 }
        let timeCount = position - start
        guard timeCount >= 20, timeCount <= 40, end - position >= 10 else { return nil }
        guard let stream = PartialLines.Stream(position + 1, 6), position[7] == space else { return nil }
        let tag = position[8]
        guard tag == UInt8(ascii: "F") || tag == UInt8(ascii: "P") else { return nil }
        position += 9
        // More tags may follow after colons.
        while position < end, position.pointee != space { position += 1 }
        guard position < end else { return nil }
        var times = TimestampText()
        guard case .moment(let time) = times.read(start, timeCount) else { return nil }
        self.time = time
        self.stream = stream
        isLast = tag == UInt8(ascii: "F")
        content = position + 1
    }
}
