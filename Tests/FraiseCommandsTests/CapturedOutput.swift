import FraiseCommands
import FraiseModel
import Synchronization

/// Keeps what a command writes.
final class CapturedOutput: CommandOutput {
    let isTerminal: Bool
    let columns: Int?
    private let failure: FraiseError?
    private let bytes = Mutex<[UInt8]>([])

    init(isTerminal: Bool = false, columns: Int? = nil, failure: FraiseError? = nil) {
        self.isTerminal = isTerminal
        self.columns = columns
        self.failure = failure
    }

    func write(_ bytes: [UInt8]) throws(FraiseError) {
        if let failure { throw failure }
        self.bytes.withLock { $0 += bytes }
    }

    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}
