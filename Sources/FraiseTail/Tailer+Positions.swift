public import FraiseModel

extension Tailer {
    /// Where the reading of a file stands; nil for a file that is not known, or no more.
    public func position(of file: Int64) -> FilePosition? {
        machine.entries[file]?.position
    }
}
