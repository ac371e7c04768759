import FraiseControl
import Testing

@Suite struct TraceparentTests {
    @Test(arguments: [
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
    ])
    func accepts(_ text: String) {
        #expect(Traceparent.isValid(text))
    }

    @Test(arguments: [
        "", "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.x",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
    ])
    func refuses(_ text: String) {
        #expect(!Traceparent.isValid(text))
    }
}
