internal import FraiseModel

/// Lines that a container runtime has cut into parts (Docker at 16 KiB, CRI with the tag `P`), by stream.
struct PartialLines {
    /// A stream of a container.
    enum Stream: Int, CaseIterable {
        case stdout, stderr

        var name: String { self == .stdout ? "stdout" : "stderr" }

        init?(_ start: UnsafePointer<UInt8>, _ count: Int) {
            guard count == 6, start[0] == UInt8(ascii: "s") else { return nil }
            if Words.matches(start, 6, "stdout") {
                self = .stdout
            } else if Words.matches(start, 6, "stderr") {
                self = .stderr
            } else {
                return nil
            }
        }
    }

    /// Most bytes of a line in parts.
    static let limit = 1 << 20

    private struct Part {
        var text: [UInt8] = []
        var bytes: Int64 = 0
        var offset: Int64 = 0
        var isChanged = false
        var isReported = false
    }

    private var parts = [Part](repeating: Part(), count: Stream.allCases.count)
    /// Bytes of the file that all parts stand for.
    private(set) var bytes: Int64 = 0

    func isPending(_ stream: Stream) -> Bool { parts[stream.rawValue].bytes > 0 }
    func text(_ stream: Stream) -> [UInt8] { parts[stream.rawValue].text }
    func bytes(_ stream: Stream) -> Int64 { parts[stream.rawValue].bytes }
    func offset(_ stream: Stream) -> Int64 { parts[stream.rawValue].offset }

    /// Where the first of all parts begins.
    var firstOffset: Int64 { parts.filter { $0.bytes > 0 }.map(\.offset).min() ?? 0 }

    /// Adds a part that stands for `length` bytes of the file; false when the line becomes too long.
    mutating func add(_ stream: Stream, _ text: UnsafeBufferPointer<UInt8>, offset: Int64, length: Int64)
        -> Bool
    {
        guard parts[stream.rawValue].text.count + text.count <= PartialLines.limit else { return false }
        if parts[stream.rawValue].bytes == 0 { parts[stream.rawValue].offset = offset }
        parts[stream.rawValue].text.append(contentsOf: text)
        parts[stream.rawValue].bytes += length
        parts[stream.rawValue].isChanged = true
        bytes += length
        return true
    }

    /// The line is done.
    mutating func clear(_ stream: Stream) {
        bytes -= parts[stream.rawValue].bytes
        parts[stream.rawValue].text.removeAll(keepingCapacity: false)
        parts[stream.rawValue].bytes = 0
        parts[stream.rawValue].isChanged = true
    }

    /// What has changed since the last call.
    mutating func changes() -> [HeldChange] {
        var result: [HeldChange] = []
        for stream in Stream.allCases where parts[stream.rawValue].isChanged {
            let part = parts[stream.rawValue]
            let session = Array(stream.name.utf8)
            if part.bytes > 0 {
                let offset = withUnsafeBytes(of: part.offset.littleEndian) { Array($0) }
                result.append(
                    .put(HeldRecord(session: session, state: offset + part.text, bytes: part.bytes))
                )
            } else if part.isReported {
                result.append(.remove(session: session))
            }
            parts[stream.rawValue].isChanged = false
            parts[stream.rawValue].isReported = part.bytes > 0
        }
        return result
    }

    /// Takes up what `changes` has put.
    mutating func restore(_ held: HeldRecord) {
        guard let stream = Stream.allCases.first(where: { Array($0.name.utf8) == held.session }),
            held.state.count >= 8
        else { return }
        let offset = held.state.withUnsafeBytes { Int64(littleEndian: $0.loadUnaligned(as: Int64.self)) }
        clear(stream)
        parts[stream.rawValue] = Part(
            text: Array(held.state.dropFirst(8)),
            bytes: held.bytes,
            offset: offset,
            isChanged: false,
            isReported: true
        )
        bytes += held.bytes
    }
}
