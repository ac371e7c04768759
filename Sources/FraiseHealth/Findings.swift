internal import FraiseModel

/// What a check collects about a component while it looks at it.
struct Findings {
    var details: [HealthDetail] = []
    private(set) var warnings: [String] = []
    private(set) var errors: [String] = []
    /// What was looked at and is good, a phrase each.
    private var good: [String] = []
    /// Why something could not be judged, a phrase each.
    private var unjudged: [String] = []

    mutating func detail(_ name: String, _ value: HealthDetail.Value) {
        details.append(HealthDetail(name, value))
    }

    mutating func detail(_ name: String, count: Int64?) {
        detail(name, count.map { .count($0) } ?? .unknown)
    }

    mutating func detail(_ name: String, number: Double?) {
        detail(name, number.flatMap { $0.isFinite ? .number($0) : nil } ?? .unknown)
    }

    mutating func detail(_ name: String, nanoseconds: Int64?) {
        detail(name, nanoseconds.map { .duration($0) } ?? .unknown)
    }

    mutating func warn(_ sentence: String) { warnings.append(sentence) }
    mutating func fail(_ sentence: String) { errors.append(sentence) }
    mutating func pass(_ phrase: String) { good.append(phrase) }
    mutating func skip(_ phrase: String) { unjudged.append(phrase) }

    /// Judges a rate that should be low.
    mutating func judge(_ name: String, _ rate: Double, degraded: Double, unhealthy: Double? = nil) {
        if let unhealthy, rate > unhealthy {
            fail("\(name) is \(Findings.percent(rate)), over \(Findings.percent(unhealthy))")
        } else if rate > degraded {
            warn("\(name) is \(Findings.percent(rate)), over \(Findings.percent(degraded))")
        } else {
            pass("\(name) \(Findings.percent(rate))")
        }
    }

    /// Judges a rate that should be high.
    mutating func judge(_ name: String, _ rate: Double, atLeast degraded: Double, unhealthy: Double) {
        if rate < unhealthy {
            fail("\(name) is \(Findings.percent(rate)), under \(Findings.percent(unhealthy))")
        } else if rate < degraded {
            warn("\(name) is \(Findings.percent(rate)), under \(Findings.percent(degraded))")
        } else {
            pass("\(name) \(Findings.percent(rate))")
        }
    }

    /// The component's health: the worst of what is known. `empty` is the message when nothing was looked at.
    func health(_ component: HealthComponent, responseTime: Int64 = 0, empty: String) -> ComponentHealth {
        let status: HealthStatus
        let message: String
        if !errors.isEmpty {
            status = .unhealthy
            message = (errors + warnings).joined(separator: "; ")
        } else if !warnings.isEmpty {
            status = .degraded
            message = warnings.joined(separator: "; ")
        } else if !good.isEmpty {
            status = .healthy
            message = (good + unjudged).joined(separator: ", ")
        } else {
            status = .unknown
            message = unjudged.isEmpty ? empty : unjudged.joined(separator: ", ")
        }
        return ComponentHealth(
            component: component,
            status: status,
            message: message,
            responseTime: responseTime,
            details: details,
            warnings: warnings,
            errors: errors
        )
    }

    /// A rate in percent with one decimal, which is rounded towards the farther side of no threshold: 0.0501 is
    /// "5.01 %", so that a message never says "5 %, over 5 %".
    static func percent(_ rate: Double) -> String {
        let hundredths = (rate * 10_000).rounded()
        guard hundredths.isFinite, abs(hundredths) < 1e15 else { return "unknown" }
        let whole = Int64(hundredths)
        let fraction = whole % 100
        if fraction == 0 { return "\(whole / 100) %" }
        if fraction % 10 == 0 { return "\(whole / 100).\(fraction / 10) %" }
        return "\(whole / 100).\(fraction < 10 ? "0" : "")\(fraction) %"
    }

    /// Seconds in the largest unit that leaves no more than one decimal.
    static func seconds(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "unknown" }
        if value < 120 {
            let tenths = Int64((value * 10).rounded())
            return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
        }
        let minutes = Int64(value / 60)
        return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h"
    }
}
