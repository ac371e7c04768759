internal import FraiseControl
internal import FraiseModel

extension StatisticsRequest {
    /// The request that parameters of `/v1/stats` make.
    init(_ parameters: inout QueryParameters) throws(ControlProblem) {
        self.init()
        windowSeconds = try parameters.takeWindow() ?? windowSeconds
        if let text = parameters.take("by") {
            by = []
            for name in text.split(separator: ",") {
                let names = Field.allCases.map(\.rawValue).joined(separator: ", ")
                guard let field = Field(rawValue: String(name)) else {
                    throw .badRequest("by=\(name): expected are fields out of \(names), separated by commas")
                }
                if by.contains(field) { throw .badRequest("by=\(text): '\(name)' is there twice") }
                by.append(field)
            }
        }
        kinds = try parameters.takeKinds()
        if let text = parameters.take("sort") {
            guard let sort = Sort(rawValue: text) else {
                let names = Sort.allCases.map(\.rawValue).joined(separator: ", ")
                throw .badRequest("sort=\(text): expected is one of \(names)")
            }
            self.sort = sort
        }
        limit = try parameters.take("limit", 1...10_000) ?? limit
        try parameters.finish()
    }
}

extension OperationsRequest {
    /// The request that parameters of `/v1/operations/…` make.
    init(_ selection: Selection, _ parameters: inout QueryParameters) throws(ControlProblem) {
        self.init(selection)
        kinds = try parameters.takeKinds()
        type = parameters.take("type")?.lowercased()
        limit = try parameters.take("limit", 1...1000) ?? limit
        if let text = parameters.take("threshold_ms") {
            guard let threshold = DurationText.nanoseconds(text, bare: 1_000_000) else {
                throw .badRequest("threshold_ms=\(text): expected is a number of milliseconds")
            }
            self.threshold = threshold
        }
        windowSeconds = try parameters.takeWindow()
        try parameters.finish()
    }
}

extension HistoryRequest {
    /// The request that parameters of `/v1/database/pool` make.
    init(pool parameters: inout QueryParameters) throws(ControlProblem) {
        self.init()
        windowSeconds = try parameters.takeWindow() ?? windowSeconds
        try parameters.finish()
    }

    /// The request that parameters of `/v1/cache` make.
    init(cache parameters: inout QueryParameters) throws(ControlProblem) {
        self.init()
        windowSeconds = try parameters.takeWindow() ?? windowSeconds
        cache = parameters.take("cache")
        try parameters.finish()
    }
}
