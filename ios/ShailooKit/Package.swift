// swift-tools-version:6.0
// Everything of the iPhone shell that decides or formats anything. Linux tests it against the real core.
//
// `Generated` is made, never committed: `cargo xtask ios-test` fills it on Linux, `make-xcframework.sh` on a Mac.
import Foundation
import PackageDescription

#if os(macOS)
// The core as a framework with a static library for phones and one for simulators.
let core: Target = .binaryTarget(name: "ShailooCoreFFI", path: "Generated/ShailooCoreFFI.xcframework")
let coreLinking: [LinkerSetting] = []
#else
// The core as a shared library of this machine.
let core: Target = .systemLibrary(name: "ShailooCoreFFI", path: "Generated/ShailooCoreFFI")
let folder = ProcessInfo.processInfo.environment["SHAILOO_CORE_FOLDER"] ?? "/usr/lib"
let coreLinking: [LinkerSetting] = [
    .linkedLibrary("shailoo"),
    .unsafeFlags(["-L", folder, "-Xlinker", "-rpath", "-Xlinker", folder]),
]
#endif

let package = Package(
    name: "ShailooKit",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [.library(name: "ShailooKit", targets: ["ShailooKit"])],
    targets: [
        core,
        // What uniffi writes is in the language of Swift 5.
        .target(
            name: "ShailooCore",
            dependencies: ["ShailooCoreFFI"],
            path: "Generated/ShailooCore",
            swiftSettings: [.swiftLanguageMode(.v5)],
            linkerSettings: coreLinking
        ),
        .target(name: "ShailooKit", dependencies: ["ShailooCore"]),
        // A phone without a screen: what the tests hold in their hands, and kill.
        .target(name: "PhoneStandIn", dependencies: ["ShailooKit", "ShailooCore"], path: "Tests/PhoneStandIn"),
        .executableTarget(name: "phone", dependencies: ["PhoneStandIn"], path: "Tests/phone"),
        .testTarget(name: "ShailooKitTests", dependencies: ["ShailooKit", "PhoneStandIn", "phone"]),
    ],
    swiftLanguageModes: [.v6]
)
