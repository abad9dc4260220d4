package kg.shailoo.menin.screens

import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import kg.shailoo.core.Content
import kg.shailoo.core.Event
import kg.shailoo.core.Frame
import kg.shailoo.core.Screen
import kg.shailoo.menin.parts.Ui

/**
 * One kind of screen as views. It is made when the screen comes, and drawn again, into the same views, for
 * every change: focus, keyboard, scrolling and the screen reader's place stay.
 */
abstract class Page(protected val ui: Ui) {
    /** What scrolls. */
    abstract val body: View

    /** What stands under it, the filled button at the thumb. */
    open val foot: List<View> = emptyList()

    /** What stays over the end of what scrolls, without hiding any of it for good. */
    open val pinned: View? = null

    /** What the page is about, where it begins below an introduction; the voter is told of it before it is seen. */
    open val start: View? = null

    /** Whether the body stands in the middle of a tall screen. */
    open val centred: Boolean = false

    /** Whether the page uses the whole width of a tablet. */
    open val wide: Boolean = false

    /** Whether the page is scrolled to where it was when the voter comes back to it. */
    open val keepsPlace: Boolean = false

    /** Whether what the core announces is also shown for a moment. */
    open val notes: Boolean = true

    /** Said at the edge where the page goes on below; empty for nothing. */
    open val moreBelow: String = ""

    /** What is said already by a live region of the page, and so not announced again. */
    open val saidHere: String = ""

    /** What the page shows of itself, and so not once more as a note. */
    open val shownHere: String = ""

    /** The core announced something. */
    open fun heard(announcement: String, language: String) = Unit

    /** The page is seen. */
    open fun started() = Unit

    /** The page is not seen any more, or is replaced. */
    open fun stopped() = Unit

    /** Places the body. */
    fun placed(): FrameLayout.LayoutParams = FrameLayout.LayoutParams(
        MATCH_PARENT,
        WRAP_CONTENT,
        if (centred) Gravity.CENTER_VERTICAL else Gravity.TOP,
    )
}

/** Draws the content into the page that is there, if it is of this kind, or into a new one. */
fun drawn(ui: Ui, page: Page?, content: Content, frame: Frame): Page = when (content) {
    is Content.Opening -> (page as? OpeningPage ?: OpeningPage(ui)).also { it.draw(content.v1) }
    is Content.Start -> (page as? StartPage ?: StartPage(ui)).also { it.draw(content.v1, frame) }
    is Content.Pin -> (page as? PinPage ?: PinPage(ui)).also { it.draw(content.v1) }
    is Content.Identify -> (page as? IdentifyPage ?: IdentifyPage(ui)).also { it.draw(content.v1) }
    is Content.Face -> (page as? FacePage ?: FacePage(ui)).also { it.draw(content.v1) }
    is Content.Voter -> (page as? VoterPage ?: VoterPage(ui)).also { it.draw(content.v1) }
    is Content.Ballot -> (page as? BallotPage ?: BallotPage(ui)).also { it.draw(content.v1) }
    is Content.Review -> (page as? ReviewPage ?: ReviewPage(ui)).also { it.draw(content.v1) }
    is Content.DeviceCheck -> (page as? DeviceCheckPage ?: DeviceCheckPage(ui)).also { it.draw(content.v1) }
    is Content.Casting -> (page as? CastingPage ?: CastingPage(ui)).also { it.draw(content.v1) }
    is Content.Unknown -> (page as? UnknownPage ?: UnknownPage(ui)).also { it.draw(content.v1, frame) }
    is Content.Receipt -> (page as? ReceiptPage ?: ReceiptPage(ui, page)).also { it.draw(content.v1) }
    is Content.Finish -> (page as? FinishPage ?: FinishPage(ui)).also { it.draw(content.v1) }
    is Content.Receipts -> (page as? ReceiptsPage ?: ReceiptsPage(ui)).also { it.draw(content.v1) }
    is Content.Check -> (page as? CheckPage ?: CheckPage(ui)).also { it.draw(content.v1) }
    is Content.Found -> (page as? FoundPage ?: FoundPage(ui)).also { it.draw(content.v1) }
    is Content.Right -> (page as? RightPage ?: RightPage(ui)).also { it.draw(content.v1, frame) }
    is Content.Notice -> (page as? NoticePage ?: NoticePage(ui)).also { it.draw(content.v1, frame) }
}

/** What the back gesture means: the frame's back, or a calm message's own; `null` leaves the app. */
fun backOf(screen: Screen): Event? {
    screen.frame.back?.let { return it.event }
    val notice = (screen.content as? Content.Notice)?.v1 ?: return null
    return (listOfNotNull(notice.primary) + notice.others).firstOrNull { it.event == Event.Back }?.event
}
