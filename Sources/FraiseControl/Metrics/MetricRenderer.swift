internal import FraiseModel

/// Renders metric families (Prometheus exposition formats; OpenMetrics 1.0, section 4).
public enum MetricRenderer {
    /// The whole exposition. Families without samples are left out.
    public static func render(_ families: [MetricFamily], as format: MetricFormat) -> [UInt8] {
        var text = ""
        for family in families where !family.samples.isEmpty {
            let suffix =
                switch family.kind {
                case .counter: "_total"
                case .info: "_info"
                case .gauge, .summary: ""
                }
            let isOpen = format == .openMetrics
            let name = isOpen ? family.name : family.name + suffix
            let kind = family.kind == .info && !isOpen ? "gauge" : family.kind.rawValue
            text += "# HELP \(name) \(escaped(family.help, quotes: isOpen))\n# TYPE \(name) \(kind)\n"
            for sample in family.samples {
                text += family.name + suffix + sample.suffix
                text += labels(sample.labels)
                text += " " + number(sample.value)
                if isOpen, family.kind == .counter, let exemplar = sample.exemplar, isShort(exemplar.labels) {
                    text += " # " + (exemplar.labels.isEmpty ? "{}" : labels(exemplar.labels))
                    text += " " + number(exemplar.value)
                    if let time = exemplar.timestamp {
                        text += " " + number(.duration(Int128(time.microseconds) * 1000))
                    }
                }
                text += "\n"
            }
        }
        if format == .openMetrics { text += "# EOF\n" }
        return Array(text.utf8)
    }

    private static func labels(_ labels: [MetricFamily.Label]) -> String {
        if labels.isEmpty { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
            + "}"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isShort(_ labels: [MetricFamily.Label]) -> Bool {
        labels.reduce(0) { $0 + $1.name.unicodeScalars.count + $1.value.unicodeScalars.count } <= 128
    }

    private static func number(_ value: MetricFamily.Value) -> String {
        switch value {
        case .integer(let integer): return "\(integer)"
        case .number(let number):
            if number.isNaN { return "NaN" }
            if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
            return "\(number)"
        case .duration(let nanoseconds):
            switch JSONValue.decimal(units: nanoseconds, digits: 9) {
            case .integer(let whole): return "\(whole)"
            case .number(let text): return text
            default: return "NaN"
            }
        }
    }
}
