import ShailooKit
import SwiftUI
import UIKit
import UniformTypeIdentifiers

/// The dialogues for a file that the core hands out: where to save it, or which app takes it.
struct FileDialogues: ViewModifier {
    @EnvironmentObject private var voting: Voting

    func body(content: Content) -> some View {
        content
            .fileExporter(
                isPresented: shows(.save),
                document: voting.state.file.map(Paper.init(file:)),
                contentType: voting.state.file?.contentType ?? .data,
                defaultFilename: voting.state.file?.name
            ) { result in
                guard let id = voting.state.file?.id else { return }
                switch result {
                case .success(let url): voting.model.tray.settle(.done(url.lastPathComponent), id: id)
                case .failure: voting.model.tray.settle(.failed, id: id)
                }
            }
            .sheet(isPresented: shows(.share)) {
                if let file = voting.state.file { ShareSheet(file: file, tray: voting.model.tray) }
            }
    }

    private func shows(_ way: OutgoingFile.Way) -> Binding<Bool> {
        Binding(
            get: { voting.state.file?.way == way },
            set: { shown in
                if !shown, let file = voting.state.file, file.way == way {
                    voting.model.tray.closed(id: file.id)
                }
            }
        )
    }
}

extension OutgoingFile {
    var contentType: UTType { UTType(filenameExtension: URL(fileURLWithPath: name).pathExtension) ?? .data }
}

/// The file, as the system's dialogue wants it.
struct Paper: FileDocument {
    static var readableContentTypes: [UTType] { [.data] }

    private let bytes: Data

    init(file: OutgoingFile) {
        bytes = file.bytes
    }

    init(configuration: ReadConfiguration) throws {
        bytes = configuration.file.regularFileContents ?? Data()
    }

    func fileWrapper(configuration: WriteConfiguration) throws -> FileWrapper {
        FileWrapper(regularFileWithContents: bytes)
    }
}

/// The system's share sheet. It wants a file, which lives only as long as the sheet.
struct ShareSheet: UIViewControllerRepresentable {
    let file: OutgoingFile
    let tray: OutTray

    func makeUIViewController(context: Context) -> UIActivityViewController {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(file.name)
        do {
            try file.bytes.write(to: url, options: [.atomic, .completeFileProtection])
        } catch {
            tray.settle(.failed, id: file.id)
        }
        let (id, name, tray) = (file.id, file.name, tray)
        let sheet = UIActivityViewController(activityItems: [url], applicationActivities: nil)
        sheet.completionWithItemsHandler = { _, done, _, error in
            try? FileManager.default.removeItem(at: url)
            tray.settle(error != nil ? .failed : done ? .done(name) : .declined, id: id)
        }
        return sheet
    }

    func updateUIViewController(_ sheet: UIActivityViewController, context: Context) {}
}
