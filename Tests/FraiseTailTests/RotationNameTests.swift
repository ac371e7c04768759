import FraiseTail
import Testing

@Suite struct RotationNameTests {
    @Test(arguments: [
        "/l/app.log.1", "/l/app.log.12.gz", "/l/app.log-20261122", "/l/app.log-20261122.gz",
        "/l/app-20261122.log",
        "/l/app.log.old", "/l/app.log.2026-11-22T10:15:00Z", "/l/old/app.log.3", "/l/app.log.gz",
    ])
    func knowsRotatedNames(path: String) {
        #expect(RotationName.isRotated(path, of: "/l/app.log"))
        #expect(path == "/l/app.log.1" || RotationName.isRotated(path, of: "/l/app.log.1"))
    }

    @Test(arguments: ["/l/app.log", "/l/other.log", "/l/app2.log.x", "/l/myapp.log.1", "/l/app.log.tmp"])
    func knowsOtherNames(path: String) {
        #expect(!RotationName.isRotated(path, of: "/l/app.log"))
    }
}
