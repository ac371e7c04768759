@testable import FraiseArchive
import FraiseModel
import FraiseTestSupport
import Testing

@Suite struct ArchiveLayoutTests {
    private let archive: [UInt8] = [0xAB, 0xCD, 0x01, 0x23] + [UInt8](repeating: 0, count: 12)

    @Test(arguments: [
        ("web-1.example", "web-1.example"), ("", "unknown"), ("../../etc", "..%2F..%2Fetc"),
        ("a b\n\"'", "a%20b%0A%22%27"), ("håst", "h%C3%A5st"), ("_x", "%5Fx"), ("%41", "%2541"),
        ("a.fork-00000000", "a.fork-00000000"), ("\u{0}\u{7F}", "%00%7F"),
    ])
    func hostsAreEscaped(host: String, name: String) throws {
        #expect(ArchiveLayout.escaped(host) == name)
        let layout = ArchiveLayout(root: "/a")
        let path = layout.sealedPath(
            host: host,
            archive: archive,
            segment: 42,
            firstCommit: Timestamp(seconds: 1_790_000_000)
        )
        #expect(path == "/a/date=2026-09-21/\(name)-abcd0123-0000000042.jsonl.gz")
        let file = try #require(ArchiveLayout.SealedFile(path: path))
        #expect(file.archive == "abcd0123" && file.segment == 42 && file.fork == nil)
        let fork = try #require(
            ArchiveLayout.SealedFile(
                path: layout.sealedPath(
                    host: host,
                    archive: archive,
                    segment: 12_345_678_901,
                    firstCommit: Timestamp(seconds: 1_790_000_000),
                    suffix: ".fork-00112233"
                )
            )
        )
        #expect(fork.archive == "abcd0123" && fork.segment == 12_345_678_901 && fork.fork == "00112233")
    }

    @Test(arguments: [
        "x.jsonl.gz", "h-abcd0123-42.jsonl.gz", "h-abcd012-0000000042.jsonl.gz",
        "h-ABCD0123-0000000042.jsonl.gz",
        "h-abcd0123-000000004x.jsonl.gz", "h-abcd0123-+000000042.jsonl.gz", "h-abcd0123-0000000042.jsonl",
        "h-abcd0123-0000000042.fork-1.jsonl.gz", "abcd0123-0000000042.jsonl.gz",
        "h-abcd0123-99999999999999999999.jsonl.gz",
    ])
    func otherNamesAreNotOurs(name: String) {
        #expect(ArchiveLayout.SealedFile(path: "/a/date=2026-09-21/\(name)") == nil)
    }

    @Test func foreignFilesAreLeftAlone() throws {
        let scratch = try ScratchDirectory()
        let layout = ArchiveLayout(root: scratch.path)
        try scratch.directory("date=2026-09-21")
        try scratch.directory("_open")
        for name in ["README", "h-abcd0123-0000000002.jsonl.gz", "h-abcd0123-0000000010.jsonl.gz.tmp"] {
            try scratch.write("date=2026-09-21/" + name, "")
        }
        for name in ["0000000003.jsonl.gz", "3.jsonl.gz", "0000000004.jsonl.gz.damaged"] {
            try scratch.write("_open/" + name, "")
        }
        #expect(try layout.sealedFiles().map(\.segment) == [2])
        #expect(try layout.openSegments() == [3])
    }
}
