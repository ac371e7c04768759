/// Global options may stand anywhere, also before the command.
enum GlobalArguments {
    /// Global options that take a value.
    static let valued: Set<String> = ["--socket", "--format", "--timezone"]
    /// Global options that take none.
    static let flags: Set<String> = ["--raw"]

    /// The arguments with the global options behind everything else that stands before `--`.
    static func hoisted(_ arguments: [String]) -> [String] {
        var kept: [String] = []
        var moved: [String] = []
        var index = 0
        while index < arguments.count, arguments[index] != "--" {
            let argument = arguments[index]
            let name = String(argument.prefix { $0 != "=" })
            if flags.contains(argument) || (valued.contains(name) && name != argument) {
                moved.append(argument)
            } else if valued.contains(argument) {
                moved.append(argument)
                if index + 1 < arguments.count {
                    index += 1
                    moved.append(arguments[index])
                }
            } else {
                kept.append(argument)
            }
            index += 1
        }
        return kept + moved + arguments[index...]
    }
}
