internal import FraiseCommands
internal import Glibc

@main
struct Program {
    static func main() {
        exit(CommandLineProgram.run(Array(CommandLine.arguments.dropFirst())))
    }
}
