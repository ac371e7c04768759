#if FRAISE_ISAL
    internal import CIsal
#endif
internal import CZlib

/// Decompresses whole raw deflate streams of known size (RFC 1951). One thread at a time uses it.
public final class Inflater {
    #if FRAISE_ISAL
        private let state = UnsafeMutablePointer<inflate_state>.allocate(capacity: 1)
    #else
        private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        private var isReady = false
    #endif

    /// A decompressor.
    public init() {
        #if FRAISE_ISAL
            state.initialize(to: inflate_state())
        #else
            stream.initialize(to: z_stream())
        #endif
    }

    deinit {
        #if FRAISE_ISAL
            state.deallocate()
        #else
            if isReady { inflateEnd(stream) }
            stream.deallocate()
        #endif
    }

    /// Decompresses `input`, which is exactly one stream, into exactly `output.count` bytes; false when it is
    /// damaged, longer or shorter.
    public func inflate(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Bool {
        // A stream of nothing still needs a byte of room to be seen to end.
        var spare: UInt8 = 0
        return withUnsafeMutableBytes(of: &spare) { spare in
            run(input, output.isEmpty ? spare : output, expected: output.count)
        }
    }

    private func run(
        _ input: UnsafeRawBufferPointer,
        _ output: UnsafeMutableRawBufferPointer,
        expected: Int
    ) -> Bool {
        let source = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        let target = output.bindMemory(to: UInt8.self).baseAddress
        #if FRAISE_ISAL
            isal_inflate_init(state)
            state.pointee.crc_flag = UInt32(ISAL_DEFLATE)
            state.pointee.next_in = source
            state.pointee.avail_in = UInt32(input.count)
            state.pointee.next_out = target
            state.pointee.avail_out = UInt32(output.count)
            let code = isal_inflate_stateless(state)
            return code == ISAL_DECOMP_OK && Int(state.pointee.total_out) == expected
                && state.pointee.avail_in == 0
        #else
            if isReady {
                inflateReset(stream)
            } else {
                guard fraise_inflateInit2(stream, -15) == Z_OK else { return false }
                isReady = true
            }
            stream.pointee.next_in = source
            stream.pointee.avail_in = UInt32(input.count)
            stream.pointee.next_out = target
            stream.pointee.avail_out = UInt32(output.count)
            return CZlib.inflate(stream, Z_FINISH) == Z_STREAM_END
                && Int(stream.pointee.total_out) == expected
                && stream.pointee.avail_in == 0
        #endif
    }
}
