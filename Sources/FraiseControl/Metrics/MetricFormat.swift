/// The two texts in which metrics are answered.
public enum MetricFormat: Hashable, Sendable {
    /// Prometheus text format 0.0.4.
    case text
    /// OpenMetrics 1.0, with exemplars.
    case openMetrics

    /// The `Content-Type` of the answer.
    public var contentType: String {
        switch self {
        case .text: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }

    /// What an `Accept` header asks for: OpenMetrics when it is named with a quality that is above 0 and not below
    /// that of `text/plain` (RFC 9110, section 12.5.1).
    public init(accept: String?) {
        var open = 0.0
        var plain = 0.0
        for range in (accept ?? "").split(separator: ",") {
            let parts = range.split(separator: ";").map { part in
                String(part.filter { !$0.isWhitespace }).lowercased()
            }
            guard let type = parts.first else { continue }
            let quality =
                parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if type == "application/openmetrics-text" { open = max(open, quality) }
            if type == "text/plain" { plain = max(plain, quality) }
        }
        self = open > 0 && open >= plain ? .openMetrics : .text
    }
}
