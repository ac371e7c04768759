import FoundationEssentials
import FraisePlatform
import Glibc

/// Cases that others wrote: read from `$FRAISE_CONFORMANCE`, or from `../shared/conformance` beside the checkout;
/// not part of the project.
enum ConformanceCases {
    static let directory: String? = {
        let variable = getenv("FRAISE_CONFORMANCE").map { String(cString: $0) }
        let checkout = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return [variable, "/" + checkout + "/../shared/conformance"].compactMap { $0 }
            .first { path in ((try? FileSystem.status(path)) ?? nil) != nil }
    }()

    /// The JSON at `path`; nil, and a line that says so, when the cases are not there.
    static func decode<Cases: Decodable>(_ type: Cases.Type, from path: String) throws -> Cases? {
        guard let directory else {
            print("skipped: no conformance cases (\(path)); set FRAISE_CONFORMANCE to their directory")
            return nil
        }
        return try JSONDecoder().decode(type, from: Data(FileSystem.read(directory + "/" + path)))
    }
}
