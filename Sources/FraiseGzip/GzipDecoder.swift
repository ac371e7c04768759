internal import CZlib

/// Decompresses a gzip stream of one or many members, piece by piece (RFC 1952), checking CRC and length.
public final class GzipDecoder {
    /// Where the stream stands after a step.
    public enum State: Hashable, Sendable {
        /// Between members: the file may end here.
        case boundary
        /// Inside a member: more input is needed.
        case inside
        /// Damaged; what came out before is good.
        case damaged
    }

    /// What a step used and gave.
    public struct Step: Hashable, Sendable {
        /// Bytes of input used up.
        public var consumed: Int
        /// Bytes of output written.
        public var produced: Int
        public var state: State
    }

    // Stable address: zlib keeps a pointer to its stream.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var isReady = false
    private var state = State.boundary
    private var seenMember = false

    /// A decoder at the start of a stream.
    public init() {
        stream.initialize(to: z_stream())
    }

    deinit {
        if isReady { inflateEnd(stream) }
        stream.deallocate()
    }

    /// Decompresses some of `input` into `output`. Call it again while it uses or gives anything. Zero bytes
    /// after a member (padding of tape and block devices) are passed over, as gzip(1) does.
    public func step(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) -> Step {
        if state == .damaged { return Step(consumed: 0, produced: 0, state: .damaged) }
        var skipped = 0
        if state == .boundary {
            if seenMember { skipped = input.prefix { $0 == 0 }.count }
            if skipped == input.count { return Step(consumed: skipped, produced: 0, state: .boundary) }
            guard begin() else {
                state = .damaged
                return Step(consumed: 0, produced: 0, state: .damaged)
            }
        }
        let rest = UnsafeRawBufferPointer(rebasing: input[skipped...])
        stream.pointee.next_in = UnsafeMutablePointer(mutating: rest.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(rest.count)
        stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let code = inflate(stream, Z_NO_FLUSH)
        switch code {
        case Z_STREAM_END:
            state = .boundary
            seenMember = true
        case Z_OK, Z_BUF_ERROR: state = .inside
        default: state = .damaged
        }
        return Step(
            consumed: skipped + rest.count - Int(stream.pointee.avail_in),
            produced: output.count - Int(stream.pointee.avail_out),
            state: state
        )
    }

    private func begin() -> Bool {
        if isReady { return inflateReset(stream) == Z_OK }
        isReady = fraise_inflateInit2(stream, 31) == Z_OK
        return isReady
    }
}
