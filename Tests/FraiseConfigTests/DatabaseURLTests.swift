import Testing

@testable import FraiseConfig

@Suite struct DatabaseURLTests {
    @Test(arguments: [
        "postgresql://", "postgresql:///app", "postgres://web@db.example:5432/app?sslmode=require",
        "postgresql://u@[::1]:5433,host2/app", "postgresql:///app?host=/run/postgresql&port=5433",
        "postgresql://%2Fvar%2Frun/app", "host=/run/postgresql dbname=app", "dbname = 'my db' user=web",
        "dbname='it\\'s'", "dbname=a\\ b", "user=",
    ])
    func takesWhatLibpqTakes(_ text: String) throws {
        let url = try DatabaseURL(text)
        #expect(url.text == text)
        #expect(url.redacted == text)
        #expect(!url.hasPassword)
    }

    @Test(arguments: [
        ("postgresql://u:geheim@h/app", "postgresql://u:***@h/app"),
        ("postgresql://u:ge@heim@h/app", "postgresql://u:***@h/app"),
        ("postgresql://:geheim@h", "postgresql://:***@h"),
        (
            "postgresql:///app?user=u&password=geheim&sslmode=require",
            "postgresql:///app?user=u&password=***&sslmode=require"
        ),
        ("postgresql:///app?sslpassword=geheim", "postgresql:///app?sslpassword=***"),
        ("host=h password=geheim dbname=app", "host=h password=*** dbname=app"),
        ("password = 'ge \\' heim' host=h", "password = *** host=h"),
        ("postgresql://u@h/app?password=geheim?x", "postgresql://u@h/app?password=***"),
    ])
    func hidesPasswords(_ text: String, _ redacted: String) throws {
        let url = try DatabaseURL(text)
        #expect(url.redacted == redacted)
        #expect("\(url)" == redacted)
        #expect(url.hasPassword)
    }

    @Test(arguments: [
        "mysql://u:geheim@h/app", "geheim", "app password=geheim", "postgresql://u:geheim@h:0/app",
        "postgresql://u:geheim@h:99999/app", "postgresql://u:geheim@h:x/app",
        "postgresql://u:geheim@[::1/app",
        "postgresql://u:geheim@[::1]x/app", "postgresql://u:geheim%zz@h/app", "postgresql://u:geheim%4",
        "postgresql:///app?password", "postgresql:///app?=geheim", "postgresql:///app?a=1&&password=geheim",
        "password='geheim", "password='geheim\\", "postgresql:///geheim\u{0}", "", "   ",
    ])
    func refusesWithoutShowing(_ text: String) {
        do throws(ValueProblem) {
            _ = try DatabaseURL(text)
            Issue.record("taken")
        } catch {
            #expect(!error.what.contains("geheim") && !error.expected.contains("geheim"))
        }
    }
}
