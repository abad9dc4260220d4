/// Names of the core's types for views: `Button` and `Field` alone would be taken for SwiftUI's.

import ShailooCore

public typealias CoreButton = ShailooCore.Button
public typealias CoreEvent = ShailooCore.Event
public typealias CoreField = ShailooCore.Field
public typealias CoreFrame = ShailooCore.Frame
public typealias CoreLine = ShailooCore.Line
public typealias CoreQr = ShailooCore.Qr
public typealias CoreRow = ShailooCore.Row
public typealias CoreScreen = ShailooCore.Screen
public typealias CoreTurn = ShailooCore.Turn
public typealias CoreVerdict = ShailooCore.Verdict

public typealias BallotScreen = ShailooCore.BallotScreen
public typealias CastingScreen = ShailooCore.CastingScreen
public typealias CastingStage = ShailooCore.CastingStage
public typealias CheckScreen = ShailooCore.CheckScreen
public typealias CodeCard = ShailooCore.CodeCard
public typealias DeviceCheckScreen = ShailooCore.DeviceCheckScreen
public typealias FaceCard = ShailooCore.FaceCard
public typealias FaceScreen = ShailooCore.FaceScreen
public typealias FinishScreen = ShailooCore.FinishScreen
public typealias FoundScreen = ShailooCore.FoundScreen
public typealias IdentifyScreen = ShailooCore.IdentifyScreen
public typealias KeptReceipt = ShailooCore.KeptReceipt
public typealias NoticeScreen = ShailooCore.NoticeScreen
public typealias OpeningScreen = ShailooCore.OpeningScreen
public typealias Pick = ShailooCore.Pick
public typealias PinScreen = ShailooCore.PinScreen
public typealias ReceiptScreen = ShailooCore.ReceiptScreen
public typealias ReceiptsScreen = ShailooCore.ReceiptsScreen
public typealias ReviewScreen = ShailooCore.ReviewScreen
public typealias RightRow = ShailooCore.RightRow
public typealias RightScreen = ShailooCore.RightScreen
public typealias SessionWarning = ShailooCore.SessionWarning
public typealias StartScreen = ShailooCore.StartScreen
public typealias UnknownScreen = ShailooCore.UnknownScreen
public typealias VoterScreen = ShailooCore.VoterScreen
