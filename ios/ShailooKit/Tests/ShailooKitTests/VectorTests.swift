import Foundation
import ShailooCore
import Testing

/// The core does in Swift what the specification's vectors say: ballots, control codes, vote ciphers,
/// canonical JSON.
struct Vectors {
    private func cases(_ name: String) throws -> [[String: Any]] {
        let file = checkout.appendingPathComponent("tests/vectors/\(name).json")
        let whole = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let cases = try #require(whole?["cases"] as? [[String: Any]])
        #expect(!cases.isEmpty)
        return cases
    }

    private func bytes(_ value: Any?) throws -> Data {
        let hex = Array(try #require(value as? String).utf8)
        var bytes = Data()
        for place in stride(from: 0, to: hex.count, by: 2) {
            let pair = String(decoding: hex[place..<(place + 2)], as: UTF8.self)
            bytes.append(try #require(UInt8(pair, radix: 16)))
        }
        return bytes
    }

    @Test func ballots() throws {
        for one in try cases("ballot") where one["valid"] as? Bool == true {
            let vector = SealedVector(
                districtFile: try bytes(one["district_file"]),
                jointKeys: try (#require(one["joint_keys"] as? [Any])).map(bytes),
                moduli: try (#require(one["moduli"] as? [Any])).map(bytes),
                ballotKeySeed: try bytes(one["ballot_key_seed"]),
                chacha20Seed: try bytes(one["chacha20_seed"]),
                opening: try bytes(one["opening"])
            )
            let core = try bytes(one["core"])
            #expect(sealedCore(vector: vector) == core)
        }
    }

    @Test func controlCodes() throws {
        var mistyped = 0
        for one in try cases("control-code") {
            let kind = try #require(one["kind"] as? String)
            let texts = try #require(codeTexts(kind: kind, core: try bytes(one["core"])))
            #expect(texts.code == one["code"] as? String)
            #expect(texts.qr == one["qr"] as? String)
            #expect(controlCodeIsValid(text: texts.code))
            // The first case carries the ways to mistype a code.
            for wrong in one["mistyped"] as? [String] ?? [] {
                #expect(!controlCodeIsValid(text: wrong), "\(wrong)")
                mistyped += 1
            }
        }
        #expect(mistyped > 0)
    }

    @Test func voteCiphers() throws {
        let all = try cases("vote-cipher")
        for one in all {
            let file = Data(try #require(one["file"] as? String).utf8)
            #expect(voteCipherIsValid(file: file) == one["valid"] as? Bool, "\(one["name"] ?? "")")
        }
        #expect(Set(all.compactMap { $0["valid"] as? Bool }) == [true, false], "both kinds are there")
    }

    @Test func canonicalJSON() throws {
        for one in try cases("json") {
            let document = try bytes(one["document"])
            let written = canonicalJson(document: document)
            if one["valid"] as? Bool == true {
                #expect(written == document)
            } else if let written {
                // Canonical, but with a null or an empty text, which no type of the protocol takes.
                let members = try #require(JSONSerialization.jsonObject(with: written) as? [String: Any])
                #expect(members.values.contains { $0 is NSNull || $0 as? String == "" })
            }
        }
    }
}
