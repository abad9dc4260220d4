// A phone in a process of its own, for tests that kill it: `phone APP_JSON FOLDER`.
import Foundation
import PhoneStandIn

let arguments = CommandLine.arguments
let config = try Data(contentsOf: URL(fileURLWithPath: arguments[1]))
let phone = try Phone(config: config, folder: URL(fileURLWithPath: arguments[2]), language: "en")

@Sendable func say(_ answer: PhoneAnswer) {
    guard let line = try? JSONEncoder().encode(answer) else { return }
    FileHandle.standardOutput.write(line + Data("\n".utf8))
}

let orders = Lines(.standardInput)
while let line = await orders.next() {
    var answer: PhoneAnswer
    do {
        let order = try JSONDecoder().decode(PhoneOrder.self, from: line)
        try await phone.obey(order) { frozen in
            say(frozen)
            // Nothing of this process runs any more, in no thread, until it is killed. Some thread takes the signal,
            // perhaps a moment later on a busy machine, and not this one: so this one waits for it.
            kill(getpid(), SIGSTOP)
            while true { sleep(1) }
        }
        answer = phone.answer
    } catch {
        answer = phone.answer
        answer.error = String(describing: error)
    }
    say(answer)
}
