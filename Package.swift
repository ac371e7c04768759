// swift-tools-version: 6.1
// The targets and the arrows between them are drawn in docs/architecture.md.
import Foundation
import PackageDescription

/// Optional C libraries: used where their header is found, left out on request.
func found(_ header: String, unless variable: String) -> Bool {
    ProcessInfo.processInfo.environment[variable] == nil && FileManager.default.fileExists(atPath: header)
}
let hasISAL = found("/usr/include/isa-l/igzip_lib.h", unless: "FRAISE_WITHOUT_ISAL")

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = [], define: [SwiftSetting] = []) -> Target
{
    .target(name: name, dependencies: dependencies, swiftSettings: settings + define)
}
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")

var targets: [Target] = [
    .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    library("FraiseModel"),

    library("FraisePlatform", ["FraiseModel"]),
    library(
        "FraiseGzip",
        ["FraiseModel", "CZlib"] + (hasISAL ? ["CIsal"] : []),
        define: hasISAL ? [.define("FRAISE_ISAL")] : []
    ),

    library("FraiseTail", ["FraiseModel", "FraisePlatform", "FraiseGzip"]),
    library("FraiseParse", ["FraiseModel", "FraisePlatform", crypto]),
    library("FraiseWindow", ["FraiseModel"]),
    library("FraiseHealth", ["FraiseModel"]),
    library("FraiseArchive", ["FraiseModel", "FraisePlatform", "FraiseGzip", crypto]),
    library("FraisePostgres", ["FraiseModel", "CLibpq"]),
    library("FraiseControl", ["FraiseModel", "FraisePlatform"]),
    library("FraiseConfig", ["FraiseModel", "FraisePlatform", yams]),

    library(
        "FraisePipeline",
        [
            "FraiseModel", "FraisePlatform", "FraiseTail", "FraiseParse", "FraiseWindow", "FraiseArchive",
            "FraiseConfig", "FraiseGzip",
        ]
    ),
    library(
        "FraiseControlServer",
        [
            "FraiseModel", "FraisePlatform", "FraiseControl", nioCore, nioPosix, nioHTTP1,
        ]
    ),

    library(
        "FraiseAgent",
        [
            "FraiseModel", "FraisePlatform", "FraiseConfig", "FraisePipeline", "FraisePostgres",
            "FraiseHealth",
            "FraiseControl", "FraiseControlServer", "FraiseWindow", "FraiseArchive", "FraiseParse",
            "FraiseTail",
            "FraiseGzip", arguments,
        ]
    ),
    library("FraiseCommands", ["FraiseModel", "FraisePlatform", "FraiseControl", arguments]),

    program("fraiseqld", ["FraiseAgent", "FraisePlatform", arguments]),
    program("fraiseqlctl", ["FraiseCommands"]),

    .target(
        name: "FraiseTestSupport",
        dependencies: ["FraiseModel", "FraisePlatform"],
        path: "Tests/FraiseTestSupport",
        swiftSettings: settings
    ),
    tests("FraiseModelTests", ["FraiseModel"]),
    tests("FraisePlatformTests", ["FraisePlatform", "FraiseModel", "FraiseTestSupport"]),
    tests("FraiseGzipTests", ["FraiseGzip", "FraiseModel", "FraiseTestSupport"]),
    tests(
        "FraiseTailTests",
        ["FraiseTail", "FraiseModel", "FraisePlatform", "FraiseGzip", "FraiseTestSupport"]
    ),
    tests("FraiseParseTests", ["FraiseParse", "FraiseModel", "FraisePlatform", "FraiseTestSupport"]),
    tests("FraiseWindowTests", ["FraiseWindow", "FraiseModel", "FraiseTestSupport"]),
    tests("FraiseHealthTests", ["FraiseHealth", "FraiseModel"]),
    tests(
        "FraiseArchiveTests",
        [
            "FraiseArchive", "FraiseModel", "FraisePlatform", "FraiseGzip", "FraiseTestSupport", crypto,
        ]
    ),
    tests("FraisePostgresTests", ["FraisePostgres", "FraiseModel", "FraiseTestSupport"]),
    tests("FraiseConfigTests", ["FraiseConfig", "FraiseModel", "FraiseTestSupport"]),
    tests(
        "FraiseControlTests",
        [
            "FraiseControl", "FraiseControlServer", "FraiseModel", "FraisePlatform", "FraiseTestSupport",
        ]
    ),
    .testTarget(
        name: "FraiseCommandsTests",
        dependencies: [
            "FraiseCommands", "FraiseControl", "FraiseControlServer", "FraiseModel", "FraisePlatform",
            "FraiseTestSupport", arguments,
        ],
        exclude: ["Golden"],
        swiftSettings: settings
    ),
    tests(
        "FraisePipelineTests",
        [
            "FraisePipeline", "FraiseArchive", "FraiseConfig", "FraiseModel", "FraisePlatform", "FraiseGzip",
            "FraiseTestSupport",
        ]
    ),
    tests("IntegrationTests", ["FraiseModel", "FraisePlatform", "FraiseTestSupport"]),
]
if hasISAL {
    targets.append(.systemLibrary(name: "CIsal", providers: [.apt(["libisal-dev"])]))
}

let package = Package(
    name: "fraiseqld",
    products: [
        .executable(name: "fraiseqld", targets: ["fraiseqld"]),
        .executable(name: "fraiseqlctl", targets: ["fraiseqlctl"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
        .package(url: "https://github.com/apple/swift-crypto", .upToNextMinor(from: "4.5.2")),
        .package(url: "https://github.com/apple/swift-nio", .upToNextMinor(from: "2.101.2")),
        .package(url: "https://github.com/jpsim/Yams", .upToNextMinor(from: "6.2.2")),
    ],
    targets: targets
)
