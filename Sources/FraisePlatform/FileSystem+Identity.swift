public import FraiseModel
internal import Glibc

// statx(2) is a GNU extension that the Glibc module leaves out; it is bound here by its symbol.
@_silgen_name("statx")
private func linuxStatx(
    _ directory: Int32,
    _ path: UnsafePointer<CChar>,
    _ flags: Int32,
    _ mask: UInt32,
    _ result: UnsafeMutableRawPointer
) -> Int32

extension FileSystem {
    /// When the file was made, as its file system says; nil where it does not keep that.
    public static func birthTime(_ path: String) -> Timestamp? {
        let birthMask: UInt32 = 0x800
        return withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { result in
            guard let base = result.baseAddress, linuxStatx(AT_FDCWD, path, 0, birthMask, base) == 0,
                result.load(fromByteOffset: 0, as: UInt32.self) & birthMask != 0
            else { return nil }
            // struct statx: stx_btime begins at byte 80, seconds and then nanoseconds.
            let seconds = result.load(fromByteOffset: 80, as: Int64.self)
            let nanoseconds = result.load(fromByteOffset: 88, as: UInt32.self)
            return Timestamp(microseconds: seconds * 1_000_000 + Int64(nanoseconds) / 1000)
        }
    }

    /// The machine's identity (machine-id(5)); empty where there is none.
    public static func machineIdentity() -> String {
        guard let bytes = try? read("/etc/machine-id", limit: 64) else { return "" }
        return String(decoding: bytes.prefix { $0 > 32 }, as: UTF8.self)
    }

    /// Bytes from the kernel's random source.
    public static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}
