#if FRAISE_ISAL
    internal import CIsal
#endif
internal import CZlib
public import FraiseModel

/// Compresses whole buffers to raw deflate streams (RFC 1951). Keeps its tables between calls; one thread at a
/// time uses it.
public final class Deflater {
    /// What to save.
    public enum Effort: Hashable, Sendable {
        /// ISA-L level 1 where built in, else zlib level 1.
        case fast
        /// zlib level 6.
        case small
    }

    private let effort: Effort
    // Stable address: zlib keeps a pointer to its stream.
    private let zlib = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var isZlibReady = false
    #if FRAISE_ISAL
        private let isal = UnsafeMutablePointer<isal_zstream>.allocate(capacity: 1)
        private let levelBuffer: UnsafeMutableRawBufferPointer
    #endif

    /// A compressor of that effort.
    public init(_ effort: Effort) {
        self.effort = effort
        zlib.initialize(to: z_stream())
        #if FRAISE_ISAL
            isal.initialize(to: isal_zstream())
            levelBuffer = .allocate(byteCount: Int(fraise_isal_level1_default), alignment: 64)
        #endif
    }

    deinit {
        if isZlibReady { deflateEnd(zlib) }
        zlib.deallocate()
        #if FRAISE_ISAL
            isal.deallocate()
            levelBuffer.deallocate()
        #endif
    }

    /// Most bytes that `count` bytes can become.
    public static func bound(_ count: Int) -> Int {
        count + count / 1000 + (count / 16_000 + 1) * 5 + 1024
    }

    /// Compresses `input` into `output`, which has room for `bound(input.count)` bytes; returns the bytes written.
    public func compress(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(FraiseError) -> Int {
        #if FRAISE_ISAL
            if effort == .fast { return try compressWithISAL(input, into: output) }
        #endif
        return try compressWithZlib(input, into: output)
    }

    #if FRAISE_ISAL
        private func compressWithISAL(
            _ input: UnsafeRawBufferPointer,
            into output: UnsafeMutableRawBufferPointer
        ) throws(FraiseError) -> Int {
            isal_deflate_stateless_init(isal)
            isal.pointee.level = 1
            isal.pointee.level_buf = levelBuffer.bindMemory(to: UInt8.self).baseAddress
            isal.pointee.level_buf_size = UInt32(levelBuffer.count)
            isal.pointee.end_of_stream = 1
            isal.pointee.flush = UInt16(NO_FLUSH)
            isal.pointee.gzip_flag = UInt16(IGZIP_DEFLATE)
            isal.pointee.next_in = UnsafeMutablePointer(
                mutating: input.bindMemory(to: UInt8.self).baseAddress
            )
            isal.pointee.avail_in = UInt32(input.count)
            isal.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
            isal.pointee.avail_out = UInt32(output.count)
            let result = isal_deflate_stateless(isal)
            guard result == COMP_OK else {
                throw FraiseError(.internalFault, "compression failed: ISA-L code \(result)")
            }
            return Int(isal.pointee.total_out)
        }
    #endif

    private func compressWithZlib(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(FraiseError) -> Int {
        if isZlibReady {
            deflateReset(zlib)
        } else {
            let code = fraise_deflateInit2(zlib, effort == .small ? 6 : 1, -15, 8)
            guard code == Z_OK else {
                throw FraiseError(.internalFault, "compression cannot start: zlib code \(code)")
            }
            isZlibReady = true
        }
        zlib.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        zlib.pointee.avail_in = UInt32(input.count)
        zlib.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        zlib.pointee.avail_out = UInt32(output.count)
        let code = deflate(zlib, Z_FINISH)
        guard code == Z_STREAM_END else {
            throw FraiseError(.internalFault, "compression failed: zlib code \(code)")
        }
        return Int(zlib.pointee.total_out)
    }
}

extension Deflater {
    /// Whether ISA-L is built in.
    public static var hasISAL: Bool {
        #if FRAISE_ISAL
            true
        #else
            false
        #endif
    }
}
