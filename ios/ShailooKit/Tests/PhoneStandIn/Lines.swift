import Foundation

/// Lines of a pipe, awaited without holding up whoever waits.
///
/// `@unchecked`: everything is touched on `queue` only.
public final class Lines: @unchecked Sendable {
    private let handle: FileHandle
    private let queue = DispatchQueue(label: "lines")
    private var rest = Data()

    public init(_ handle: FileHandle) {
        self.handle = handle
    }

    /// The next line; nothing after the last.
    public func next() async -> Data? {
        await withCheckedContinuation { told in
            queue.async { [self] in told.resume(returning: read()) }
        }
    }

    private func read() -> Data? {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Data(rest[rest.startIndex..<end])
                rest = Data(rest[(end + 1)...])
                return line
            }
            let chunk = handle.availableData
            if chunk.isEmpty { return nil }
            rest.append(chunk)
        }
    }
}

/// A program that is told a line and answers a line.
public final class Talker: Sendable {
    public struct Ended: Error, CustomStringConvertible {
        public let description: String
    }

    private let name: String
    private let process = Process()
    private let input = Pipe()
    private let answers: Lines

    public init(_ program: String, _ arguments: [String]) throws {
        let output = Pipe()
        name = URL(fileURLWithPath: program).lastPathComponent
        answers = Lines(output.fileHandleForReading)
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// The next line that the program says.
    public func line() async throws -> Data {
        guard let next = await answers.next() else { throw Ended(description: "\(name) has ended") }
        return next
    }

    public func ask(_ order: Data) async throws -> Data {
        input.fileHandleForWriting.write(order + Data("\n".utf8))
        return try await line()
    }

    /// As a battery that is pulled out.
    public func killNow() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
