public import FraiseModel
internal import Glibc

extension FileSystem {
    /// When the file was made, as its file system says; nil where it does not keep that.
    public static func birthTime(_ path: String) -> Timestamp? {
        var result = statx()
        guard statx(AT_FDCWD, path, 0, UInt32(STATX_BTIME), &result) == 0,
            result.stx_mask & UInt32(STATX_BTIME) != 0
        else { return nil }
        return Timestamp(
            microseconds: Int64(result.stx_btime.tv_sec) * 1_000_000 + Int64(result.stx_btime.tv_nsec) / 1000)
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
