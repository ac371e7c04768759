internal import ArgumentParser
internal import FraiseControl

/// `--window`.
struct WindowOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Event times looked at, back from now, such as 5m, 1h or 24h.",
            valueName: "duration"
        )
    )
    var window = WindowLength(seconds: 3600)
}

/// A window in whole seconds.
struct WindowLength: ExpressibleByArgument {
    var seconds: Int64

    init(seconds: Int64) {
        self.seconds = seconds
    }

    init?(argument: String) {
        guard let length = DurationText.nanoseconds(argument, bare: 1_000_000), length % 1_000_000_000 == 0,
            length >= 1_000_000_000, length <= 400 * 86_400_000_000_000
        else { return nil }
        seconds = length / 1_000_000_000
    }

    /// As the agent and people read it.
    var text: String { DurationText.text(seconds: seconds) }

    var defaultValueDescription: String { text }
}
