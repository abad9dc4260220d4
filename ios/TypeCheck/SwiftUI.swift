// A stand-in for SwiftUI: only the declarations that ios/App uses, and nothing behind them. It lets a
// machine without Xcode see that the views fit together and use the model rightly; that SwiftUI has
// these declarations is from its documentation, and that the views look right is not proved at all.
@_exported import Foundation
import UIKit
import UniformTypeIdentifiers

func nothing<T>() -> T { fatalError("a stand-in has no bodies") }

// MARK: Views and builders

@MainActor public protocol View {
    associatedtype Body: View
    @ViewBuilder var body: Body { get }
}

extension Never: View {
    public var body: Never { fatalError() }
}

public protocol Primitive: View where Body == Never {}
extension Primitive { public var body: Never { fatalError() } }

public struct Opaque: Primitive {}

public struct TupleView<each Part: View>: Primitive {}

@resultBuilder public struct ViewBuilder {
    public static func buildExpression<Part: View>(_ part: Part) -> Part { part }
    public static func buildBlock() -> EmptyView { nothing() }
    public static func buildBlock<Part: View>(_ part: Part) -> Part { part }
    public static func buildBlock<each Part: View>(_ part: repeat each Part) -> TupleView<repeat each Part> { nothing() }
    public static func buildIf<Part: View>(_ part: Part?) -> Part? { part }
    public static func buildEither<A: View, B: View>(first: A) -> Either<A, B> { nothing() }
    public static func buildEither<A: View, B: View>(second: B) -> Either<A, B> { nothing() }
}

public struct Either<A: View, B: View>: Primitive {}
extension Optional: View where Wrapped: View {
    public var body: Never { fatalError() }
}

public struct EmptyView: Primitive { public init() {} }

@MainActor public protocol ViewModifier {
    associatedtype Body: View
    typealias Content = Opaque
    @ViewBuilder func body(content: Content) -> Body
}

@MainActor public protocol Scene {}
public struct WindowGroup<Content: View>: Scene { public init(@ViewBuilder content: () -> Content) {} }

@MainActor public protocol App {
    associatedtype Body: Scene
    var body: Body { get }
    init()
}
extension App { public static func main() {} }

// MARK: State

@MainActor public protocol DynamicProperty {}

public protocol ObservableObject: AnyObject {}

@propertyWrapper public struct Published<Value> {
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
    public var wrappedValue: Value
}

@MainActor @propertyWrapper public struct StateObject<Object: ObservableObject>: DynamicProperty {
    public init(wrappedValue: @autoclosure @escaping () -> Object) {}
    public var wrappedValue: Object { nothing() }
}

@MainActor @propertyWrapper public struct EnvironmentObject<Object: ObservableObject>: DynamicProperty {
    public init() {}
    public var wrappedValue: Object { nothing() }
}

@MainActor @propertyWrapper public struct State<Value>: DynamicProperty {
    public init(wrappedValue: Value) {}
    public init() where Value: ExpressibleByNilLiteral {}
    public var wrappedValue: Value { get { nothing() } nonmutating set {} }
    public var projectedValue: Binding<Value> { nothing() }
}

@propertyWrapper public struct Binding<Value> {
    public init(get: @escaping () -> Value, set: @escaping (Value) -> Void) {}
    public var wrappedValue: Value { get { nothing() } nonmutating set {} }
    public var projectedValue: Binding<Value> { self }
}

@MainActor @propertyWrapper public struct FocusState<Value: Hashable>: DynamicProperty {
    public init() where Value == Bool {}
    public var wrappedValue: Value { get { nothing() } nonmutating set {} }
    public var projectedValue: Binding<Value> { nothing() }
}

@MainActor @propertyWrapper public struct Environment<Value>: DynamicProperty {
    public init(_ path: KeyPath<EnvironmentValues, Value>) {}
    public var wrappedValue: Value { nothing() }
}

@MainActor @propertyWrapper public struct ScaledMetric<Value: BinaryFloatingPoint>: DynamicProperty {
    public init(wrappedValue: Value, relativeTo style: Font.TextStyle) {}
    public var wrappedValue: Value { nothing() }
}

@MainActor @propertyWrapper public struct UIApplicationDelegateAdaptor<Delegate: NSObject & UIApplicationDelegate>: DynamicProperty {
    public init(_ type: Delegate.Type) {}
    public var wrappedValue: Delegate { nothing() }
}

public struct EnvironmentValues {
    public var dynamicTypeSize: DynamicTypeSize { nothing() }
    public var horizontalSizeClass: UserInterfaceSizeClass? { nothing() }
    public var isEnabled: Bool { nothing() }
    public var scenePhase: ScenePhase { nothing() }
}

public enum ScenePhase: Equatable, Sendable { case background, inactive, active }
public enum UserInterfaceSizeClass: Equatable, Sendable { case compact, regular }
public struct DynamicTypeSize: Equatable, Sendable { public var isAccessibilitySize: Bool { nothing() } }

// MARK: Layout

public enum HorizontalAlignment: Sendable { case leading, center, trailing }
public enum VerticalAlignment: Sendable { case top, center, bottom, firstTextBaseline }
public enum Alignment: Sendable { case leading, center, trailing, top, bottom, topLeading }
public enum TextAlignment: Sendable { case leading, center, trailing }
public enum ContentMode: Sendable { case fit, fill }
public enum VerticalEdge: Sendable { case top, bottom }

public struct Edge {
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let top = Set(rawValue: 1), bottom = Set(rawValue: 2)
        public static let horizontal = Set(rawValue: 4), vertical = Set(rawValue: 8), all = Set(rawValue: 15)
    }
}

public struct Axis {
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let horizontal = Set(rawValue: 1), vertical = Set(rawValue: 2)
    }
}

public struct VStack<Content: View>: Primitive {
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {}
}
public struct LazyVStack<Content: View>: Primitive {
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {}
}
public struct HStack<Content: View>: Primitive {
    public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {}
}
public struct ZStack<Content: View>: Primitive {
    public init(alignment: Alignment = .center, @ViewBuilder content: () -> Content) {}
}
public struct ScrollView<Content: View>: Primitive { public init(@ViewBuilder content: () -> Content) {} }
public struct ViewThatFits<Content: View>: Primitive {
    public init(in axes: Axis.Set = [.horizontal, .vertical], @ViewBuilder content: () -> Content) {}
}
public struct Spacer: Primitive { public init(minLength: CGFloat? = nil) {} }
public struct Divider: Primitive { public init() {} }
public struct GeometryProxy { public var size: CGSize { nothing() } }
public struct GeometryReader<Content: View>: Primitive {
    public init(@ViewBuilder content: @escaping (GeometryProxy) -> Content) {}
}
public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: Primitive {
    public init(_ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content) {}
}
extension ForEach where Data.Element: Identifiable, ID == Data.Element.ID {
    public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content) {}
}
public struct NavigationStack<Data, Root: View>: Primitive {
    public init(path: Binding<Data>, @ViewBuilder root: () -> Root)
    where Data: MutableCollection & RandomAccessCollection & RangeReplaceableCollection, Data.Element: Hashable {}
}

// MARK: Things to see and press

public struct Text: Primitive {
    public init<S: StringProtocol>(_ content: S) {}
}
public struct Label: Primitive {
    public init<S: StringProtocol>(_ title: S, systemImage: String) {}
}
public struct Image: Primitive {
    public init(systemName: String) {}
    public init(uiImage: UIImage) {}
    public func resizable() -> Image { self }
}
public struct ProgressView: Primitive { public init() {} }
public struct ButtonRole: Sendable { public static var destructive: Self { nothing() } }
public struct Button<Face: View>: Primitive {
    public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Face) {}
    public init(role: ButtonRole?, action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Face) {}
}
public struct Menu<Face: View, Content: View>: Primitive {
    public init(@ViewBuilder content: () -> Content, @ViewBuilder label: () -> Face) {}
}
public struct Link<Face: View>: Primitive {
    public init(destination: URL, @ViewBuilder label: () -> Face) {}
}
public struct TextField: Primitive {
    public init<S: StringProtocol>(_ title: S, text: Binding<String>) {}
}

@MainActor public protocol ButtonStyle {
    associatedtype Body: View
    typealias Configuration = ButtonStyleConfiguration
    @ViewBuilder func makeBody(configuration: Configuration) -> Body
}
public struct ButtonStyleConfiguration {
    public var label: Opaque { nothing() }
    public var isPressed: Bool { nothing() }
}
public struct PlainButtonStyle: Sendable {}
public struct TitleAndIconLabelStyle: Sendable {}
public protocol LabelStyling {}
extension TitleAndIconLabelStyle: LabelStyling {}
extension LabelStyling where Self == TitleAndIconLabelStyle { public static var titleAndIcon: Self { nothing() } }
public protocol PrimitiveButtonStyling {}
extension PlainButtonStyle: PrimitiveButtonStyling {}
extension PrimitiveButtonStyling where Self == PlainButtonStyle { public static var plain: Self { nothing() } }

// MARK: Drawing

public protocol ShapeStyle: Sendable {}
public struct Color: Primitive, ShapeStyle {
    public nonisolated init(uiColor: UIColor) {}
    public nonisolated static var white: Color { nothing() }
    public nonisolated static var black: Color { nothing() }
    public nonisolated static var clear: Color { nothing() }
    public func opacity(_ value: Double) -> Color { self }
    public func ignoresSafeArea(edges: Edge.Set = .all) -> some View { Opaque() }
}
public struct StrokeStyle: Sendable {
    public init(lineWidth: CGFloat = 1, lineCap: CGLineCap = .butt) {}
}
public enum CGLineCap: Sendable { case butt, round, square }

public protocol Shape: View, Sendable {
    nonisolated func path(in rect: CGRect) -> Path
}
extension Shape {
    public var body: Never { fatalError() }
    public func fill<S: ShapeStyle>(_ style: S) -> some View { Opaque() }
    public func stroke<S: ShapeStyle>(_ style: S, lineWidth: CGFloat = 1) -> some View { Opaque() }
    public func stroke<S: ShapeStyle>(_ style: S, style stroke: StrokeStyle) -> some View { Opaque() }
}
public struct Path: Sendable {
    public init() {}
    public init(_ rect: CGRect) {}
    public init(ellipseIn rect: CGRect) {}
    public mutating func move(to point: CGPoint) {}
    public mutating func addQuadCurve(to point: CGPoint, control: CGPoint) {}
    public mutating func addEllipse(in rect: CGRect) {}
    public mutating func addRect(_ rect: CGRect) {}
}
public struct RoundedRectangle: Shape {
    public nonisolated init(cornerRadius: CGFloat) {}
    public nonisolated func path(in rect: CGRect) -> Path { nothing() }
}
public struct Rectangle: Shape {
    public nonisolated init() {}
    public nonisolated func path(in rect: CGRect) -> Path { nothing() }
}
public struct Capsule: Shape {
    public nonisolated init() {}
    public nonisolated func path(in rect: CGRect) -> Path { nothing() }
}
public struct Circle: Shape {
    public nonisolated init() {}
    public nonisolated func path(in rect: CGRect) -> Path { nothing() }
}
public struct GraphicsContext {
    public struct Shading { public static func color(_ color: Color) -> Shading { nothing() } }
    public func fill(_ path: Path, with shading: Shading) {}
}
public struct Canvas: Primitive {
    public init(renderer: @escaping (inout GraphicsContext, CGSize) -> Void) {}
}

public struct Font: Sendable {
    public enum TextStyle: Sendable { case title, title2, title3, headline, body, subheadline, callout }
    public enum Weight: Sendable { case regular, semibold, bold }
    public enum Design: Sendable { case `default`, monospaced }
    public static var title: Font { nothing() }
    public static var title2: Font { nothing() }
    public static var title3: Font { nothing() }
    public static func system(size: CGFloat, weight: Weight, design: Design) -> Font { nothing() }
    public func weight(_ weight: Weight) -> Font { self }
}

// MARK: Modifiers

public struct AccessibilityTraits: SetAlgebra, Sendable, Equatable {
    public typealias Element = AccessibilityTraits
    public init() {}
    public static var isButton: Self { nothing() }
    public static var isHeader: Self { nothing() }
    public static var isImage: Self { nothing() }
    public static var isSelected: Self { nothing() }
    public static var updatesFrequently: Self { nothing() }
    public static var isKeyboardKey: Self { nothing() }
    public func contains(_ member: Self) -> Bool { nothing() }
    public func union(_ other: Self) -> Self { self }
    public func intersection(_ other: Self) -> Self { self }
    public func symmetricDifference(_ other: Self) -> Self { self }
    public mutating func insert(_ new: Self) -> (inserted: Bool, memberAfterInsert: Self) { nothing() }
    public mutating func remove(_ member: Self) -> Self? { nothing() }
    public mutating func update(with new: Self) -> Self? { nothing() }
    public mutating func formUnion(_ other: Self) {}
    public mutating func formIntersection(_ other: Self) {}
    public mutating func formSymmetricDifference(_ other: Self) {}
}
public enum AccessibilityChildBehavior: Sendable { case ignore, combine, contain }
public struct TextInputAutocapitalization: Sendable {
    public static var characters: Self { nothing() }
}
public enum ScrollDismissesKeyboardMode: Sendable { case interactively }
public struct NavigationBarItem { public enum TitleDisplayMode: Sendable { case inline } }

extension View {
    public func modifier<M: ViewModifier>(_ modifier: M) -> some View { Opaque() }
    public func environmentObject<T: ObservableObject>(_ object: T) -> some View { Opaque() }
    public func tint(_ color: Color?) -> some View { Opaque() }
    public func font(_ font: Font?) -> some View { Opaque() }
    public func foregroundColor(_ color: Color?) -> some View { Opaque() }
    public func fixedSize(horizontal: Bool, vertical: Bool) -> some View { Opaque() }
    public func frame(width: CGFloat? = nil, height: CGFloat? = nil, alignment: Alignment = .center) -> some View { Opaque() }
    public func frame(
        minWidth: CGFloat? = nil, maxWidth: CGFloat? = nil, minHeight: CGFloat? = nil, maxHeight: CGFloat? = nil,
        alignment: Alignment = .center
    ) -> some View { Opaque() }
    public func padding(_ length: CGFloat) -> some View { Opaque() }
    public func padding(_ edges: Edge.Set, _ length: CGFloat? = nil) -> some View { Opaque() }
    public func background<B: View>(_ view: B) -> some View { Opaque() }
    public func overlay<O: View>(_ view: O) -> some View { Opaque() }
    public func overlay<O: View>(alignment: Alignment, @ViewBuilder content: () -> O) -> some View { Opaque() }
    public func opacity(_ value: Double) -> some View { Opaque() }
    public func disabled(_ disabled: Bool) -> some View { Opaque() }
    public func clipShape<S: Shape>(_ shape: S) -> some View { Opaque() }
    public func contentShape<S: Shape>(_ shape: S) -> some View { Opaque() }
    public func aspectRatio(_ ratio: CGFloat? = nil, contentMode: ContentMode) -> some View { Opaque() }
    public func scaledToFill() -> some View { Opaque() }
    public func scaledToFit() -> some View { Opaque() }
    public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { Opaque() }
    public func privacySensitive() -> some View { Opaque() }
    public func safeAreaInset<V: View>(edge: VerticalEdge, spacing: CGFloat? = nil, @ViewBuilder content: () -> V) -> some View { Opaque() }
    public func scrollDismissesKeyboard(_ mode: ScrollDismissesKeyboardMode) -> some View { Opaque() }
    public func buttonStyle<S: ButtonStyle>(_ style: S) -> some View { Opaque() }
    public func buttonStyle<S: PrimitiveButtonStyling>(_ style: S) -> some View { Opaque() }
    public func labelStyle<S: LabelStyling>(_ style: S) -> some View { Opaque() }

    public func accessibilityElement(children: AccessibilityChildBehavior) -> some View { Opaque() }
    public func accessibilityLabel(_ text: Text) -> some View { Opaque() }
    public func accessibilityValue(_ text: Text) -> some View { Opaque() }
    public func accessibilityHint(_ text: Text) -> some View { Opaque() }
    public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> some View { Opaque() }
    public func accessibilityHidden(_ hidden: Bool) -> some View { Opaque() }

    public func keyboardType(_ type: UIKeyboardType) -> some View { Opaque() }
    public func textContentType(_ type: UITextContentType?) -> some View { Opaque() }
    public func textInputAutocapitalization(_ kind: TextInputAutocapitalization?) -> some View { Opaque() }
    public func autocorrectionDisabled(_ disabled: Bool = true) -> some View { Opaque() }
    public func focused(_ condition: Binding<Bool>) -> some View { Opaque() }

    public func onAppear(perform: (() -> Void)? = nil) -> some View { Opaque() }
    public func onDisappear(perform: (() -> Void)? = nil) -> some View { Opaque() }
    public func onChange<V: Equatable>(of value: V, perform: @escaping (V) -> Void) -> some View { Opaque() }
    public func onTapGesture(perform: @escaping () -> Void) -> some View { Opaque() }
    public func onReceive(_ publisher: NotificationPublisher, perform: @escaping (Notification) -> Void) -> some View { Opaque() }
    public func task(@_inheritActorContext _ action: @escaping @Sendable () async -> Void) -> some View { Opaque() }
    public func task<T: Equatable>(id: T, @_inheritActorContext _ action: @escaping @Sendable () async -> Void) -> some View { Opaque() }

    public func navigationTitle<S: StringProtocol>(_ title: S) -> some View { Opaque() }
    public func navigationBarTitleDisplayMode(_ mode: NavigationBarItem.TitleDisplayMode) -> some View { Opaque() }
    public func navigationBarBackButtonHidden(_ hidden: Bool = true) -> some View { Opaque() }
    public func navigationDestination<D: Hashable, C: View>(for type: D.Type, @ViewBuilder destination: @escaping (D) -> C) -> some View { Opaque() }
    public func toolbar<C: ToolbarContent>(@ToolbarContentBuilder content: () -> C) -> some View { Opaque() }
    public func sheet<C: View>(isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> C) -> some View { Opaque() }
    public func fileImporter(
        isPresented: Binding<Bool>, allowedContentTypes: [UTType], onCompletion: @escaping (Result<URL, any Error>) -> Void
    ) -> some View { Opaque() }
    public func fileExporter<D: FileDocument>(
        isPresented: Binding<Bool>, document: D?, contentType: UTType, defaultFilename: String? = nil,
        onCompletion: @escaping (Result<URL, any Error>) -> Void
    ) -> some View { Opaque() }
}

// MARK: Toolbars

public struct ToolbarItemPlacement: Sendable {
    public static var keyboard: Self { nothing() }
    public static var navigationBarLeading: Self { nothing() }
    public static var navigationBarTrailing: Self { nothing() }
}
@MainActor public protocol ToolbarContent {}
public struct ToolbarItem<Content: View>: ToolbarContent {
    public init(placement: ToolbarItemPlacement, @ViewBuilder content: () -> Content) {}
}
public struct ToolbarItemGroup<Content: View>: ToolbarContent {
    public init(placement: ToolbarItemPlacement, @ViewBuilder content: () -> Content) {}
}
public struct TupleToolbar<each Part: ToolbarContent>: ToolbarContent {}
@resultBuilder public struct ToolbarContentBuilder {
    public static func buildBlock<Part: ToolbarContent>(_ part: Part) -> Part { part }
    public static func buildBlock<each Part: ToolbarContent>(_ part: repeat each Part) -> TupleToolbar<repeat each Part> { nothing() }
}

// MARK: Files, UIKit, Combine

public struct FileDocumentReadConfiguration { public let file: FileWrapper }
public struct FileDocumentWriteConfiguration {}
public protocol FileDocument {
    typealias ReadConfiguration = FileDocumentReadConfiguration
    typealias WriteConfiguration = FileDocumentWriteConfiguration
    static var readableContentTypes: [UTType] { get }
    init(configuration: ReadConfiguration) throws
    func fileWrapper(configuration: WriteConfiguration) throws -> FileWrapper
}
#if !canImport(Darwin)
public final class FileWrapper {
    public init(regularFileWithContents: Data) {}
    public var regularFileContents: Data? { nothing() }
}
#endif

@MainActor public protocol UIViewRepresentable: View where Body == Never {
    associatedtype Made: UIView
    typealias Context = RepresentableContext
    func makeUIView(context: Context) -> Made
    func updateUIView(_ view: Made, context: Context)
}
extension UIViewRepresentable { public var body: Never { fatalError() } }

@MainActor public protocol UIViewControllerRepresentable: View where Body == Never {
    associatedtype Made: UIViewController
    typealias Context = RepresentableContext
    func makeUIViewController(context: Context) -> Made
    func updateUIViewController(_ controller: Made, context: Context)
}
extension UIViewControllerRepresentable { public var body: Never { fatalError() } }
public struct RepresentableContext {}

public struct NotificationPublisher {}
extension NotificationCenter {
    public func publisher(for name: Notification.Name) -> NotificationPublisher { nothing() }
}
