internal import FraiseModel

/// A file that is found but not read: a parked or finished twin, or one of which it cannot be told yet what it
/// is.
struct AsideFile {
    var file: FoundFile
    /// The file that it is a copy of; nil when it is undecided.
    var original: Int64?
    /// Where reading of the original was when they were compared.
    var comparedOffset: Int64
    /// Whether the original was still followed then.
    var wasReadable: Bool
}
