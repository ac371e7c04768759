import Testing

@testable import FraisePostgres

@Suite struct SchemaNameTests {
    @Test func quotesBothForms() throws {
        let name = try SchemaName(#"a"b'c\d"#)
        #expect(name.identifier == #""a""b'c\d""#)
        #expect(name.literal == #"E'a"b''c\\d'"#)
        #expect(name.filled("x @schema@.t @schema_text@") == #"x "a""b'c\d".t E'a"b''c\\d'"#)
    }

    @Test(arguments: ["", "pg_x", "information_schema", "a$b", "a\nb", String(repeating: "a", count: 64)])
    func refuses(text: String) {
        #expect(throws: PostgresError.self) { try SchemaName(text) }
    }
}
