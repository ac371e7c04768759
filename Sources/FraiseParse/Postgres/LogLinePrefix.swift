public import FraiseModel

/// The server's `log_line_prefix`, taken apart (PostgreSQL 13 to 18, "Error Reporting and Logging").
public struct LogLinePrefix: Hashable, Sendable {
    /// What an escape stands for; the raw value indexes the values found in a line.
    enum Field: Int, CaseIterable {
        case application, user, database, hostAndPort, host, backendType, pid, leaderPID, time,
            timeMilliseconds
        case epoch, commandTag, sqlState, sessionID, lineNumber, sessionStart, virtualTransaction, transaction
        case queryID, localAddress
        /// Text of which nothing is known; only in prefixes that were found out.
        case unknown

        init?(escape: UInt8) {
            switch escape {
            case UInt8(ascii: "a"): self = .application
            case UInt8(ascii: "u"): self = .user
            case UInt8(ascii: "d"): self = .database
            case UInt8(ascii: "r"): self = .hostAndPort
            case UInt8(ascii: "h"): self = .host
            case UInt8(ascii: "b"): self = .backendType
            case UInt8(ascii: "p"): self = .pid
            case UInt8(ascii: "P"): self = .leaderPID
            case UInt8(ascii: "t"): self = .time
            case UInt8(ascii: "m"): self = .timeMilliseconds
            case UInt8(ascii: "n"): self = .epoch
            case UInt8(ascii: "i"): self = .commandTag
            case UInt8(ascii: "e"): self = .sqlState
            case UInt8(ascii: "c"): self = .sessionID
            case UInt8(ascii: "l"): self = .lineNumber
            case UInt8(ascii: "s"): self = .sessionStart
            case UInt8(ascii: "v"): self = .virtualTransaction
            case UInt8(ascii: "x"): self = .transaction
            case UInt8(ascii: "Q"): self = .queryID
            case UInt8(ascii: "L"): self = .localAddress
            default: return nil
            }
        }
    }

    enum Item: Hashable {
        case literal([UInt8])
        /// With the width of padding, negative for blanks on the right, 0 for none.
        case field(Field, width: Int)
        /// `%q`: other processes than sessions stop here.
        case sessionsOnly
    }

    /// As it was written.
    public let text: String
    let items: [Item]

    /// A prefix from the server's setting; unknown escapes stand for nothing, as in the server.
    ///
    /// - Throws: `configuration` when it has no time (`%m`, `%t` or `%n`), for then no line can be placed.
    public init(_ text: String) throws(FraiseError) {
        var items: [Item] = []
        var literal: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        func endLiteral() {
            if !literal.isEmpty { items.append(.literal(literal)) }
            literal.removeAll()
        }
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "%") else {
                literal.append(bytes[index])
                index += 1
                continue
            }
            index += 1
            var width = 0
            var sign = 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "-") {
                sign = -1
                index += 1
            }
            while index < bytes.count, SQLLexer.isDigit(bytes[index]) {
                width = min(width * 10 + Int(bytes[index] - 48), 10_000)
                index += 1
            }
            guard index < bytes.count else { break }
            switch bytes[index] {
            case UInt8(ascii: "%"): literal.append(UInt8(ascii: "%"))
            case UInt8(ascii: "q"):
                endLiteral()
                items.append(.sessionsOnly)
            case let escape:
                if let field = Field(escape: escape) {
                    endLiteral()
                    items.append(.field(field, width: width * sign))
                }
            }
            index += 1
        }
        endLiteral()
        self.init(text: text, items: items)
        guard hasTime else {
            throw FraiseError(
                .configuration,
                "log_line_prefix \"\(text)\" has no %m, %t or %n: its lines carry no time",
                remedy: "set log_line_prefix = '%m [%p] %q%u@%d ' in postgresql.conf and here"
            )
        }
    }

    /// A prefix that was found out.
    init(text: String, items: [Item]) {
        self.text = text
        self.items = items
    }

    private var hasTime: Bool {
        items.contains { item in
            guard case .field(let field, _) = item else { return false }
            return field == .time || field == .timeMilliseconds || field == .epoch
        }
    }
}
