/// Derived figures; nil when there is nothing to divide by.
extension OperationTotals {
    /// Success ÷ count, 0 to 1.
    public var successRate: Double? { ratio(successCount) }
    /// (Error + timeout) ÷ count, 0 to 1.
    public var errorRate: Double? { ratio(errorCount + timeoutCount) }
    /// Slow ÷ count, 0 to 1.
    public var slowRate: Double? { ratio(slowCount) }
    /// Mean duration in nanoseconds.
    public var averageDuration: Double? {
        durationCount > 0 ? Double(durationSum) / Double(durationCount) : nil
    }

    private func ratio(_ part: Int64) -> Double? {
        count > 0 ? Double(part) / Double(count) : nil
    }
}
