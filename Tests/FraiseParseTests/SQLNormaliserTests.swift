import Testing

@testable import FraiseParse

@Suite struct SQLNormaliserTests {
    private func normalise(_ sql: String, byLine: Bool = false) -> (text: String, verb: String) {
        var normaliser = SQLNormaliser()
        if byLine {
            for (index, line) in sql.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { normaliser.feedLineBreak() }
                Array(line.utf8).withUnsafeBufferPointer { normaliser.feed($0) }
            }
        } else {
            Array(sql.utf8).withUnsafeBufferPointer { normaliser.feed($0) }
        }
        return (
            String(decoding: normaliser.text.bytes, as: UTF8.self),
            String(decoding: normaliser.verb.bytes, as: UTF8.self)
        )
    }

    @Test(arguments: [
        ("SELECT  1", "SELECT ?"), ("select 'a''b', E'it\\'s', U&'x', x'1F', B'0'", "select ?, ?, ?, ?, ?"),
        ("SELECT $$a;'b$$ , $x$ $$ $x$;", "SELECT ? , ?"), ("SELECT $1, $2::int", "SELECT $1, $2::int"),
        ("a = -5 AND b=- 5 AND c-1 = +.5e-3", "a = ? AND b=- ? AND c-? = ?"),
        ("WHERE id IN (1, 2,3 , 'x')", "WHERE id IN (?, ...)"), ("f(1, a, 2)", "f(?, a, ?)"),
        ("VALUES (1,'a'),\n(2,'b')", "VALUES (?, ...), (?, ...)"), ("LIMIT 1, 2", "LIMIT ?, ?"),
        ("SELECT \"a 1\"\"b\" FROM t2 -- 'c'\nWHERE x_1 = 0x1F", "SELECT \"a 1\"\"b\" FROM t2 WHERE x_1 = ?"),
        ("SELECT 1;;", "SELECT ?"), ("SELECT 1; SELECT 2;", "SELECT ?; SELECT ?"),
        ("/* a */ SELECT/* /* b */ */1", "SELECT ?"), ("SELECT 'open", "SELECT ?"),
        ("SELECT $a$ open $b$", "SELECT ?"),
        ("SELECT 'a'\n'b'", "SELECT ?"), ("'a' || 'b'", "? || ?"), ("e1.x = 1e5", "e1.x = ?"),
    ])
    func literalsBecomePlaceholders(sql: String, expected: String) {
        #expect(normalise(sql).text == expected)
        #expect(normalise(sql, byLine: true).text == expected)
    }

    @Test(arguments: [
        ("SELECT 1", "select"), ("  /* x */ -- y\n update t set a=1", "update"),
        ("(SELECT 1) UNION SELECT 2", "select"),
        ("WITH a AS (SELECT 1), b(x) AS (DELETE FROM t RETURNING 1) INSERT INTO u SELECT * FROM a", "insert"),
        ("WITH RECURSIVE a AS (SELECT 1) SELECT 2", "select"), ("CREATE TABLE x()", "create"), ("'a'", ""),
        ("", ""),
        ("EXPLAIN SELECT 1", "explain"), ("vacuum", "vacuum"),
    ])
    func verbIsTheMainOne(sql: String, verb: String) { #expect(normalise(sql).verb == verb) }

    @Test func nothingFromInsideALiteralComesOut() {
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "'", "''", "$$", "$a$", "E'", "\\", "\n", " ", "/*", "*/", "--", "1", ",", "(", ")", "x",
        ]
        for _ in 0..<3000 {
            // A secret that is inside a string whatever comes before it cannot be told; one in a string that is
            // opened at a known place must never be seen.
            let tail = (0..<12).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let text = normalise("SELECT 'SECRET" + tail, byLine: true).text
            #expect(!text.contains("SECRET"))
        }
    }

    @Test func piecesByLineGiveTheSameAsTheWhole() {
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "'", "a", " ", "\n", "\"", "$$", "$t$", "/*", "*/", "--", "1", ".5", ",", "(", ")", ";", "E'",
            "\\", "-", "é",
            "x'1'", "with ", "select ", "traceparent='", "%27",
        ]
        for _ in 0..<5000 {
            let sql = (0..<20).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let whole = normalise(sql)
            let lines = normalise(sql, byLine: true)
            #expect(whole == lines, "\(sql)")
        }
    }
}
