import FraiseControl
import FraiseModel
import Testing

@Suite struct HTTPResponseParserTests {
    private let chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\nWiki\r\nA\r\npedia in c\r\n0\r\nT: 1\r\n\r\n"
    private let sized = "HTTP/1.1 404 Not Found\r\ncontent-length: 5\r\nX-A: b\r\n\r\nhello"

    @Test func anySplitGivesTheSame() throws {
        for (text, status, body) in [(chunked, 200, "Wikipedia in c"), (sized, 404, "hello")] {
            let bytes = Array(text.utf8)
            for cut in 1..<bytes.count {
                var parser = HTTPResponseParser(bodyLimit: 100)
                #expect(try parser.receive(Array(bytes[..<cut])) == nil)
                let response = try parser.receive(Array(bytes[cut...]))
                #expect(response?.status == status)
                #expect(response?.body == Array(body.utf8))
            }
        }
    }

    @Test func readsToTheEndWithoutALength() throws {
        var parser = HTTPResponseParser(bodyLimit: 100)
        #expect(try parser.receive(Array("HTTP/1.0 200 OK\r\n\r\nab".utf8)) == nil)
        #expect(try parser.end().body == Array("ab".utf8))
    }

    @Test func skipsInterimResponses() throws {
        var parser = HTTPResponseParser(bodyLimit: 100)
        let text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nallow: GET\r\n\r\n"
        #expect(try parser.receive(Array(text.utf8))?.header("allow") == "GET")
    }

    @Test func headHasNoBody() throws {
        var parser = HTTPResponseParser(bodyLimit: 100, hasNoBody: true)
        #expect(try parser.receive(Array("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n".utf8))?.body == [])
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 101\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffffff\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n",
    ])
    func refuses(_ text: String) {
        var parser = HTTPResponseParser(bodyLimit: 100)
        #expect(throws: FraiseError.self) { try parser.receive(Array(text.utf8)) }
    }

    @Test func refusesAnEndlessHead() {
        var parser = HTTPResponseParser(bodyLimit: 100)
        #expect(throws: FraiseError.self) { try parser.receive([UInt8](repeating: 65, count: 100_000)) }
    }

    @Test func anEarlyEndIsAnError() throws {
        var parser = HTTPResponseParser(bodyLimit: 100)
        #expect(try parser.receive(Array(sized.utf8.dropLast())) == nil)
        #expect(throws: FraiseError.self) { try parser.end() }
    }
}
