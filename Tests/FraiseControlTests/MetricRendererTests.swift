import FraiseControl
import FraiseModel
import Testing

@Suite struct MetricRendererTests {
    private let families = [
        MetricFamily(
            "fraiseqld_records",
            .counter,
            help: "Records \\ kept.\n",
            samples: [
                .init(
                    .integer(7),
                    labels: [.init("source", "a\"\n\\é")],
                    exemplar: .init(
                        labels: [.init("trace_id", "0af7")],
                        value: .duration(1_500_000_000),
                        timestamp: Timestamp(microseconds: 1_500_000)
                    )
                )
            ]
        ),
        MetricFamily(
            "fraiseqld_lag_seconds",
            .gauge,
            help: "Lag.",
            samples: [.init(.duration(1)), .init(.number(.nan))]
        ),
        MetricFamily("fraiseqld_build", .info, help: "Build.", samples: [.init(.integer(1))]),
        MetricFamily("fraiseqld_none", .gauge, help: "Nothing.", samples: []),
    ]

    @Test func textFormat() {
        let text = String(decoding: MetricRenderer.render(families, as: .text), as: UTF8.self)
        #expect(
            text == """
                # HELP fraiseqld_records_total Records \\\\ kept.\\n
                # TYPE fraiseqld_records_total counter
                fraiseqld_records_total{source="a\\"\\n\\\\é"} 7
                # HELP fraiseqld_lag_seconds Lag.
                # TYPE fraiseqld_lag_seconds gauge
                fraiseqld_lag_seconds 0.000000001
                fraiseqld_lag_seconds NaN
                # HELP fraiseqld_build_info Build.
                # TYPE fraiseqld_build_info gauge
                fraiseqld_build_info 1

                """
        )
    }

    @Test func openMetrics() {
        let text = String(decoding: MetricRenderer.render(families, as: .openMetrics), as: UTF8.self)
        #expect(text.contains("# TYPE fraiseqld_records counter\n"))
        #expect(
            text.contains(#"fraiseqld_records_total{source="a\"\n\\é"} 7 # {trace_id="0af7"} 1.5 1.5"# + "\n")
        )
        #expect(text.contains("# TYPE fraiseqld_build info\nfraiseqld_build_info 1\n"))
        #expect(text.hasSuffix("# EOF\n"))
    }

    @Test(arguments: [
        (nil, MetricFormat.text), ("*/*", .text),
        ("application/openmetrics-text;version=1.0.0", .openMetrics),
        ("text/plain;q=0.5, application/openmetrics-text; q=0.8", .openMetrics),
        ("text/plain, application/openmetrics-text;q=0.1", .text),
        ("application/openmetrics-text;q=0", .text),
    ])
    func accept(_ header: String?, _ format: MetricFormat) {
        #expect(MetricFormat(accept: header) == format)
    }
}
