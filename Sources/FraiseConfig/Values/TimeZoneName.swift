internal import FraisePlatform

/// Names of the time zone database.
enum TimeZoneName {
    static let directory = "/usr/share/zoneinfo"

    /// Whether the text has the form of a zone's name, `Europe/Berlin`; such a text leads out of no directory.
    static func isWellFormed(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return text.utf8.count <= 64 && parts.count <= 3
            && parts.allSatisfy { part in
                guard let first = part.utf8.first, first >= UInt8(ascii: "A"), first <= UInt8(ascii: "Z")
                else {
                    return false
                }
                return part.unicodeScalars.allSatisfy {
                    $0.isASCII
                        && ($0.properties.isAlphabetic || ($0 >= "0" && $0 <= "9")
                            || "+-_".unicodeScalars.contains($0))
                }
            }
    }

    /// Whether this machine knows the zone. UTC needs no database.
    static func isKnown(_ text: String) -> Bool {
        guard isWellFormed(text) else { return false }
        if text == "UTC" { return true }
        // A path that cannot be looked at is an unknown zone: the same remedy holds.
        guard let status = try? FileSystem.status("\(directory)/\(text)") else { return false }
        return status.sort == .file
    }
}
