import Testing

@testable import FraisePostgres

@Suite struct ConnectionMessageTests {
    @Test func takesTheStateOut() {
        let message = ConnectionMessage(
            "connection to server failed: FATAL:  28P01: password wrong\nLOCATION:  auth_failed, auth.c:330\n"
        )
        #expect(message.sqlState == "28P01")
        #expect(message.text == "connection to server failed: FATAL: password wrong")
    }

    @Test func joinsLines() {
        let message = ConnectionMessage("no such file\n\tIs the server running?\n")
        #expect(message.sqlState == nil)
        #expect(message.text == "no such file; Is the server running?")
    }
}
