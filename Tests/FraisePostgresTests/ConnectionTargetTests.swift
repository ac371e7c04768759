import Testing

@testable import FraisePostgres

@Suite struct ConnectionTargetTests {
    @Test(arguments: [
        "postgresql:///app", "postgresql://u@h:5433/app", "host=/tmp dbname=app",
        "postgresql://h1:1,h2:2/app",
    ])
    func takesWhatLibpqTakes(text: String) throws {
        #expect(try ConnectionTarget(text).text == text)
    }

    @Test(arguments: [
        "mysql://u:s3cret@h/app", "postgresql://u:s3@cret@h/app", "postgresql://u:s3/cret@h/app",
        "postgresql://u:s3cret@h:x/app", "password=s3cret nonsense", "postgresql://u:%zzs3cret@h/app",
    ])
    func refusesWithoutQuoting(text: String) {
        let error = #expect(throws: PostgresError.self) { try ConnectionTarget(text) }
        #expect(error?.kind == .configuration)
        #expect(error?.description.contains("s3") == false)
    }

    @Test func cutsThePasswordOut() throws {
        let target = try ConnectionTarget("postgresql://u:s3cret@h/app")
        #expect(target.cleaned("no s3cret for s3cret") == "no *** for ***")
    }
}
