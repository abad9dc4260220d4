import Foundation
import Testing

@testable import ShailooKit

/// The files that Apple's systems read, and rules that hold for every source of the app.
struct ResourceTests {
    private let resources = checkout.appendingPathComponent("ios/App/Resources")

    private func plist(_ name: String) throws -> [String: Any] {
        let bytes = try Data(contentsOf: resources.appendingPathComponent(name))
        let read = try PropertyListSerialization.propertyList(from: bytes, options: [], format: nil)
        return try #require(read as? [String: Any])
    }

    @Test func nothingTravelsInTheClear() throws {
        let info = try plist("Info.plist")
        let transport = try #require(info["NSAppTransportSecurity"] as? [String: Bool])
        #expect(transport.values.allSatisfy { !$0 }, "no exception of App Transport Security")
        #expect(transport["NSAllowsArbitraryLoads"] == false)
        #expect(info["NSExceptionDomains"] == nil)
    }

    @Test func theSystemAsksInEveryLanguage() throws {
        let info = try plist("Info.plist")
        let languages = try #require(info["CFBundleLocalizations"] as? [String])
        #expect(Set(languages) == ["ky", "ru", "en"])
        let keys = ["CFBundleDisplayName", "NSCameraUsageDescription", "NSFaceIDUsageDescription"]
        for language in languages {
            let texts = try plist("\(language).lproj/InfoPlist.strings")
            #expect(Set(texts.keys) == Set(keys))
            for key in keys { #expect((texts[key] as? String)?.isEmpty == false) }
        }
        let state = try plist("ky.lproj/InfoPlist.strings")
        for key in keys { #expect(info[key] as? String == state[key] as? String, "\(key)") }
        // What the app does not use, it does not ask for.
        let asked = info.keys.filter { $0.hasSuffix("UsageDescription") }
        #expect(Set(asked) == ["NSCameraUsageDescription", "NSFaceIDUsageDescription"])
    }

    @Test func nobodyIsTracked() throws {
        let privacy = try plist("PrivacyInfo.xcprivacy")
        #expect(privacy["NSPrivacyTracking"] as? Bool == false)
        #expect((privacy["NSPrivacyTrackingDomains"] as? [Any])?.isEmpty == true)
        let collected = try #require(privacy["NSPrivacyCollectedDataTypes"] as? [[String: Any]])
        #expect(!collected.isEmpty)
        for type in collected { #expect(type["NSPrivacyCollectedDataTypeTracking"] as? Bool == false) }
        let used = try #require(privacy["NSPrivacyAccessedAPITypes"] as? [[String: Any]])
        for api in used { #expect((api["NSPrivacyAccessedAPITypeReasons"] as? [String])?.isEmpty == false) }
    }

    private func sources(_ folder: String) throws -> [(name: String, text: String)] {
        let root = checkout.appendingPathComponent(folder)
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        let found = try files.compactMap { $0 as? URL }
            .filter { $0.pathExtension == "swift" }
            .map { ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
        #expect(!found.isEmpty)
        return found
    }

    @Test func nothingIsLogged() throws {
        for folder in ["ios/App", "ios/ShailooKit/Sources"] {
            for (name, text) in try sources(folder) {
                for call in ["print(", "NSLog", "os_log", "Logger(", "dump(", "debugPrint"] {
                    #expect(!text.contains(call), "\(name): \(call)")
                }
            }
        }
    }

    /// Every text that a voter reads is the core's: no view writes one of its own.
    @Test func viewsHoldNoTexts() throws {
        let literal = try Regex(#"(Text|Label|Heading|Hint|navigationTitle|accessibilityLabel|alert)\((text: )?"[^"\\]+""#)
        for (name, text) in try sources("ios/App") {
            let found = text.firstMatch(of: literal)
            #expect(found == nil, "\(name): \(found.map { String(text[$0.range]) } ?? "")")
        }
        // Cyrillic, but for what comments say.
        for (name, text) in try sources("ios/App") {
            for line in text.split(separator: "\n") {
                let code = line.components(separatedBy: "//")[0]
                #expect(!code.unicodeScalars.contains { (0x400...0x52F).contains($0.value) }, "\(name): \(line)")
            }
        }
    }
}
