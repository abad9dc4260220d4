import Foundation
import PhoneStandIn
import Testing

@testable import ShailooKit

extension RealElection {
    /// A phone in a process of its own that is killed without a word (SIGKILL) at every screen, and
    /// started again over the same folder.
    @Suite(.serialized)
    struct Killed {
        /// A phone's process.
        struct Process: Sendable {
            let talker: Talker

            init(_ stage: Stage, _ folder: URL) throws {
                let program = try #require(
                    ProcessInfo.processInfo.environment["SHAILOO_PHONE"],
                    "SHAILOO_PHONE must name the program `phone`: run cargo xtask ios-test"
                )
                talker = try Talker(program, [stage.ready.app, folder.path])
            }

            func send(_ order: PhoneOrder) async throws -> PhoneAnswer {
                let answer = try await talker.ask(JSONEncoder().encode(order))
                let said = try JSONDecoder().decode(PhoneAnswer.self, from: answer)
                if let error = said.error { throw Phone.Stuck(error) }
                return said
            }

            func press(_ event: String) async throws -> PhoneAnswer {
                var order = PhoneOrder("press")
                order.event = event
                return try await send(order)
            }

            func enter(_ pin: String) async throws -> PhoneAnswer {
                var order = PhoneOrder("enter")
                order.pin = pin
                return try await send(order)
            }

            func identify(_ voter: Stage.Voter) async throws -> PhoneAnswer {
                _ = try await enter(voter.pin)
                var order = PhoneOrder("show")
                order.face = voter.face
                return try await send(order)
            }

            func review(_ voter: Stage.Voter) async throws -> PhoneAnswer {
                _ = try await identify(voter)
                var order = PhoneOrder("mark")
                order.rows = [0]
                return try await send(order)
            }

            func freeze(_ at: ScreenKind, done: Int = 0) async throws {
                var order = PhoneOrder("freeze")
                order.at = at.rawValue
                order.done = done
                _ = try await send(order)
            }
        }

        /// Kills, starts again, and says where the phone rests then.
        private func again(_ phone: Process, _ stage: Stage, _ folder: URL) async throws -> (PhoneAnswer, Process) {
            phone.talker.killNow()
            let next = try Process(stage, folder)
            return (try await next.send(PhoneOrder("start")), next)
        }

        @Test func beforeTheBallotNothingIsLostOrKept() async throws {
            let stage = try await Stage.here()
            let voter = stage.ready.voters[6]
            let folder = temporaryFolder()
            var phone = try Process(stage, folder)
            try await phone.freeze(.opening)
            var said = try await phone.send(PhoneOrder("start"))
            #expect(said.frozen && said.kind == "opening")

            let ways: [(ScreenKind, (Process) async throws -> PhoneAnswer)] = [
                (.start, { _ in PhoneAnswer(kind: "start") }),
                (.pin, { try await $0.press("vote") }),
                (.identify, { try await $0.enter(voter.pin) }),
                (.face, { _ = try await $0.enter(voter.pin); return try await $0.press("face") }),
                (.voter, { try await $0.identify(voter) }),
                (.check, { try await $0.press("check") }),
                (.notice, { try await $0.enter(stage.ready.strangers[0]) }),
            ]
            for (kind, way) in ways {
                (said, phone) = try await again(phone, stage, folder)
                #expect(said.kind == "start", "killed before \(kind): \(said.kind) \(said.notice ?? "")")
                let there = try await way(phone)
                if kind != .notice { #expect(there.kind == kind.rawValue, "\(there.notice ?? "")") }
            }
            (said, phone) = try await again(phone, stage, folder)
            #expect(said.kind == "start")
            phone.talker.killNow()
        }

        @Test func marksAreGoneAndTheAppSaysSo() async throws {
            let stage = try await Stage.here()
            let voter = stage.ready.voters[7]
            let folder = temporaryFolder()
            let ways: [(ScreenKind, (Process) async throws -> PhoneAnswer)] = [
                (.ballot, { _ = try await $0.identify(voter); return try await $0.press("begin") }),
                (.review, { try await $0.review(voter) }),
                (.deviceCheck, { _ = try await $0.review(voter); return try await $0.press("check-device") }),
            ]
            var phone = try Process(stage, folder)
            _ = try await phone.send(PhoneOrder("start"))
            for (kind, way) in ways {
                #expect(try await way(phone).kind == kind.rawValue)
                var said: PhoneAnswer
                (said, phone) = try await again(phone, stage, folder)
                #expect(said.notice == "session-lost", "killed at \(kind): \(said.kind)")
                said = try await phone.press("back")
                #expect(said.kind == "start")
            }
            phone.talker.killNow()
        }

        /// Before the ballot is sealed the marks are gone, and the right can still be used; afterwards
        /// the same ballot goes on by itself.
        @Test(arguments: 0...3) func atEachStageOfCasting(_ done: Int) async throws {
            let stage = try await Stage.here()
            let voter = stage.ready.voters[8 + done]
            let folder = temporaryFolder()
            var phone = try Process(stage, folder)
            _ = try await phone.send(PhoneOrder("start"))
            let code = try #require(try await phone.review(voter).code)
            try await phone.freeze(.casting, done: done)
            var said = try await phone.press("cast")
            #expect(said.frozen && said.kind == "casting")
            (said, phone) = try await again(phone, stage, folder)
            if done < 2 {
                #expect(said.notice == "session-lost", "\(said.kind)")
                _ = try await phone.press("back")
                _ = try await phone.review(voter)
                said = try await phone.press("cast")
                #expect(said.kind == "receipt", "the right was not lost: \(said.notice ?? said.kind)")
            } else {
                #expect(said.kind == "receipt" && said.code == code, "\(said.notice ?? said.kind)")
            }
            phone.talker.killNow()
        }

        @Test func whileTheOutcomeIsUnknown() async throws {
            let stage = try await Stage.here()
            let folder = temporaryFolder()
            var phone = try Process(stage, folder)
            _ = try await phone.send(PhoneOrder("start"))
            let code = try await phone.review(stage.ready.voters[12]).code
            try await stage.cut()
            var said = try await phone.press("cast")
            try await stage.mend()
            #expect(said.kind == "unknown")
            (said, phone) = try await again(phone, stage, folder)
            #expect(said.kind == "receipt" && said.code == code, "\(said.notice ?? said.kind)")
            phone.talker.killNow()
        }

        @Test func afterTheReceiptItIsKept() async throws {
            let stage = try await Stage.here()
            let folder = temporaryFolder()
            var phone = try Process(stage, folder)
            _ = try await phone.send(PhoneOrder("start"))
            _ = try await phone.review(stage.ready.voters[13])
            var said = try await phone.press("cast")
            #expect(said.kind == "receipt")
            let code = try #require(said.code)
            // Killed before anybody can have seen it: it is there again.
            (said, phone) = try await again(phone, stage, folder)
            #expect(said.kind == "receipt" && said.code == code, "\(said.notice ?? said.kind)")
            #expect(try await phone.press("finish").kind == "finish")
            (said, phone) = try await again(phone, stage, folder)
            #expect(said.kind == "start" && said.keepsReceipts)

            // The voter comes again and finds the own receipt: from there to «finish», and killed there.
            said = try await phone.identify(stage.ready.voters[13])
            #expect(said.kind == "receipt" && said.code == code, "\(said.notice ?? said.kind)")
            #expect(try await phone.press("finish").kind == "finish")
            (said, phone) = try await again(phone, stage, folder)
            #expect(said.kind == "start" && said.keepsReceipts)
            #expect(try await phone.press("receipts").kind == "receipts")
            (said, phone) = try await again(phone, stage, folder)
            #expect(said.kind == "start" && said.keepsReceipts)

            // Killed where the check has found the vote, and where the right's use is shown.
            var order = PhoneOrder("look-up")
            order.code = code
            #expect(try await phone.send(order).kind == "found")
            (said, phone) = try await again(phone, stage, folder)
            #expect(said.kind == "start")
            order = PhoneOrder("ask-right")
            order.pin = stage.ready.voters[13].pin
            _ = try await phone.send(order)
            order = PhoneOrder("show")
            order.face = stage.ready.voters[13].face
            #expect(try await phone.send(order).kind == "right")
            (said, phone) = try await again(phone, stage, folder)
            #expect(said.kind == "start" && said.keepsReceipts)
            phone.talker.killNow()
        }
    }
}
