// A stand-in for UIKit: only the declarations that ios/App uses, and nothing behind them. It lets a
// machine without Xcode see that the views fit together; it proves nothing about UIKit.
@_exported import Foundation

func nothing<T>() -> T { fatalError("a stand-in has no bodies") }

@MainActor open class UIResponder: NSObject {}

@MainActor open class UIView: UIResponder {
    open class var layerClass: AnyClass { nothing() }
    public var layer: CALayer { nothing() }
    public var isAccessibilityElement: Bool { get { nothing() } set {} }
    public override init() { super.init() }
}

open class CALayer: NSObject {}

@MainActor open class UIViewController: UIResponder {}

public enum UIActivity {
    public struct ActivityType: Sendable {}
}

@MainActor public final class UIActivityViewController: UIViewController {
    public init(activityItems: [Any], applicationActivities: [Any]?) { fatalError() }
    public var completionWithItemsHandler: ((UIActivity.ActivityType?, Bool, [Any]?, (any Error)?) -> Void)?
}

@MainActor public final class UIApplication: UIResponder {
    public struct ExtensionPointIdentifier: Equatable, Sendable {
        public static var keyboard: Self { nothing() }
    }
}

@MainActor public protocol UIApplicationDelegate: NSObjectProtocol {
    func application(
        _ application: UIApplication,
        shouldAllowExtensionPointIdentifier identifier: UIApplication.ExtensionPointIdentifier
    ) -> Bool
}

@MainActor public final class UIScreen: NSObject {
    public static var main: UIScreen { nothing() }
    public var isCaptured: Bool { nothing() }
    public nonisolated static var capturedDidChangeNotification: NSNotification.Name { nothing() }
}

@MainActor public final class UIPasteboard: NSObject {
    public static var general: UIPasteboard { nothing() }
    public var string: String? { get { nothing() } set {} }
}

@MainActor public final class UINotificationFeedbackGenerator: NSObject {
    public enum FeedbackType { case success, warning, error }
    public override init() { super.init() }
    public func notificationOccurred(_ type: FeedbackType) {}
}

@MainActor public enum UIAccessibility {
    public struct Notification: Sendable {
        public static var screenChanged: Self { nothing() }
        public static var announcement: Self { nothing() }
    }
    public static func post(notification: Notification, argument: Any?) {}
}

extension NSAttributedString.Key {
    public static var accessibilitySpeechQueueAnnouncement: Self { nothing() }
}

public enum UIUserInterfaceStyle { case unspecified, light, dark }

public final class UITraitCollection: NSObject {
    public var userInterfaceStyle: UIUserInterfaceStyle { nothing() }
}

public final class UIColor: NSObject, @unchecked Sendable {
    public init(dynamicProvider: @escaping (UITraitCollection) -> UIColor) { fatalError() }
    public init(red: CGFloat, green: CGFloat, blue: CGFloat, alpha: CGFloat) { fatalError() }
    public convenience init(_ provider: @escaping (UITraitCollection) -> UIColor) { self.init(dynamicProvider: provider) }
}

public final class UIImage: NSObject, @unchecked Sendable {
    public init?(data: Data) { fatalError() }
}

public enum UIKeyboardType { case numberPad, asciiCapable }

public struct UITextContentType: Sendable {
    public static var oneTimeCode: Self { nothing() }
}
