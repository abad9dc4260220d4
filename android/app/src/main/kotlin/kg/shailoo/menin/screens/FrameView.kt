package kg.shailoo.menin.screens

import android.graphics.Color
import android.graphics.Rect
import android.graphics.drawable.GradientDrawable
import android.os.Build
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.view.Window
import android.view.WindowInsetsController
import android.widget.FrameLayout
import android.widget.ImageButton
import android.widget.LinearLayout
import android.widget.PopupMenu
import android.widget.Space
import kg.shailoo.core.Content
import kg.shailoo.core.Frame
import kg.shailoo.core.Screen
import kg.shailoo.menin.R
import kg.shailoo.menin.parts.ActionButton
import kg.shailoo.menin.parts.Label
import kg.shailoo.menin.parts.PageLayout
import kg.shailoo.menin.parts.StepMarks
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.WorkingLine
import kg.shailoo.menin.parts.asButton
import kg.shailoo.menin.parts.asHeading
import kg.shailoo.menin.parts.filling
import kg.shailoo.menin.parts.pad
import kg.shailoo.menin.parts.secondaryButton
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.shownIf
import kg.shailoo.menin.parts.sign
import kg.shailoo.menin.parts.silent
import kg.shailoo.menin.parts.sized
import kg.shailoo.menin.parts.text

/** What all screens share: band, back or tunduk, title, language, steps, the warning before a session ends. */
class FrameView(ui: Ui) : PageLayout(ui) {
    private var page: Page? = null
    private var seen = false

    private val back = ImageButton(ui.context).apply {
        setImageDrawable(ui.icon(R.drawable.ic_back, R.color.ink))
        background = ui.touchable(ui.ground(0, Ui.TARGET / 2), Ui.TARGET / 2)
        sized(ui.dp(Ui.TARGET), ui.dp(Ui.TARGET))
        tag = "button:back"
    }
    private val tunduk = ui.sign(R.drawable.tunduk, R.color.accent, 32).apply {
        (layoutParams as LinearLayout.LayoutParams).marginStart = ui.dp(HANG)
    }
    private val title = ui.text(17, bold = true).asHeading().filling().apply { tag = "title" }
    private val language: Label = ui.text(14, bold = true).apply {
        tag = "button:language"
        gravity = Gravity.CENTER
        minimumHeight = ui.dp(Ui.TARGET)
        minimumWidth = ui.dp(Ui.TARGET)
        pad(14, 8)
        val radius = Ui.TARGET / 2
        background = ui.touchable(ui.ground(R.color.surface, radius, R.color.ink_2), radius, inset = 4)
        isFocusable = true
        accessibilityDelegate = asButton()
    }
    private val steps = StepMarks(ui)
    private val working = WorkingLine(ui)
    private val warningTitle = ui.text(16, bold = true)
    private val warningBody = ui.text(15)
    private val here: ActionButton = ui.secondaryButton("here")
    private val warning = ui.column(warningTitle, warningBody, here, gap = 6).apply {
        background = ui.ground(R.color.warn_soft, 12)
        pad(14, 12)
        tag = "session"
    }
    private val more = ui.text(14, bold = true, colour = R.color.primary).apply {
        // What is under it fades out.
        val page = ui.colour(R.color.bg)
        background = GradientDrawable(
            GradientDrawable.Orientation.TOP_BOTTOM,
            intArrayOf(page and CLEAR, page and CLEAR or VEILED, page, page),
        )
        gravity = Gravity.CENTER
        setPadding(0, ui.dp(26), 0, ui.dp(6))
        tag = "more"
        // Screen readers reach the rest of the list anyway.
        silent()
    }
    private val note = ui.text(if (ui.largeText) 13 else 15, colour = R.color.bg).apply {
        background = ui.ground(R.color.ink, 12)
        pad(16, 12)
        tag = "note"
        // It is announced; what is seen of it must not be said twice.
        silent()
    }
    private val noteEnds = Runnable { note.show("") }

    /** Where the page's own words over its end are. */
    private val pinnedOfPage = FrameLayout(ui.context)
    private val startOfPage = Rect()
    private var popup: PopupMenu? = null

    init {
        // A large title needs the whole width.
        val bar = if (ui.largeText) ui.row(back, tunduk, Space(ui.context).filling(), language)
        else ui.row(back, tunduk, title, language, gap = 8)
        bar.gravity = Gravity.CENTER_VERTICAL
        // The arrow's target hangs out, so that what is seen of it stands over the page's edge.
        head.addView(bar, rowParams().apply { marginStart = -ui.dp(HANG) })
        if (ui.largeText) head.addView(title, rowParams())
        listOf<View>(steps, working, warning).forEach { head.addView(it, rowParams()) }
        pinned.addView(pinnedOfPage, rowParams())
        pinned.addView(note, rowParams())
        pinned.setPadding(0, 0, 0, ui.dp(12))
        pinned.setBackgroundColor(ui.colour(R.color.bg))
        over.addView(more, rowParams())
        over.addView(pinned, rowParams())
        pinnedOfPage.shownIf(false)
        more.shownIf(false)
        note.shownIf(false)
        band.shownIf(false)
        scroll.setOnScrollChangeListener { _, _, _, _, _ -> showMore() }
        scroll.getChildAt(0).addOnLayoutChangeListener { _, _, _, _, _, _, _, _, _ -> post(::showMore) }
        // A window of another app over this one may lure a finger to the wrong row.
        filterTouchesWhenObscured = true
        listOf(back, title, language, steps, working, warning).forEach { it.shownIf(false) }
    }

    private fun rowParams() =
        LinearLayout.LayoutParams(ViewGroup.LayoutParams.MATCH_PARENT, ViewGroup.LayoutParams.WRAP_CONTENT)

    /** Draws a screen: into the page that is there, or into a new one. */
    fun draw(screen: Screen) {
        drawFrame(screen.frame)
        // The page itself says already that something is being done.
        if (screen.content is Content.Opening || screen.content is Content.Casting) working.visibility = INVISIBLE
        val before = page
        val next = drawn(ui, before, screen.content, screen.frame)
        if (next !== before) turnTo(before, next, screen.frame.title) else replace(next)
        pinnedOfPage.shownIf(next.pinned?.visibility == VISIBLE)
        showMore()
        say(screen.frame, next)
    }

    private fun drawFrame(frame: Frame) {
        band.show(frame.band)
        val press = frame.back
        back.shownIf(press != null)
        tunduk.shownIf(press == null)
        if (press != null) {
            back.contentDescription = press.accessible
            back.isEnabled = press.enabled
            back.setOnClickListener { ui.send(press.event) }
        }
        title.show(frame.title)
        drawLanguage(frame)
        steps.show(frame.step.toInt(), frame.steps.toInt(), frame.stepLabel)
        // The line keeps its place, so that nothing jumps.
        working.visibility = if (frame.working) VISIBLE else INVISIBLE
        val ending = frame.session
        val fresh = ending != null && warning.visibility != VISIBLE
        warning.shownIf(ending != null)
        warningTitle.show(ending?.title)
        warningBody.show(ending?.body)
        here.show(ending?.here)
        if (fresh) scroll.scrollTo(0, 0)
    }

    private fun drawLanguage(frame: Frame) {
        val current = frame.languages.firstOrNull { it.current }?.name.orEmpty()
        val globe = ui.largeText || ui.narrow
        language.shownIf(true)
        language.contentDescription = "${frame.languageLabel}, $current"
        val words = if (globe) "" else "$current ▾"
        if (language.text.toString() != words) language.text = words
        val icon = if (globe) ui.icon(R.drawable.ic_globe, R.color.ink) else null
        icon?.setBounds(0, 0, ui.dp(24), ui.dp(24))
        language.setCompoundDrawables(icon, null, null, null)
        language.pad(if (globe) 12 else 14, 8)
        language.setOnClickListener { chooseLanguage(frame) }
    }

    private fun chooseLanguage(frame: Frame) {
        val popup = PopupMenu(ui.context, language, Gravity.END)
        frame.languages.forEachIndexed { place, choice ->
            popup.menu.add(1, place, place, choice.name).apply {
                isCheckable = true
                isChecked = choice.current
                setOnMenuItemClickListener {
                    ui.send(choice.event)
                    true
                }
            }
        }
        popup.menu.setGroupCheckable(1, true, true)
        popup.show()
        this.popup = popup
    }

    private fun turnTo(before: Page?, next: Page, name: String) {
        if (before != null) {
            if (before.keepsPlace) ui.session.places[placeName(before)] = scroll.scrollY
            if (seen) before.stopped()
        }
        page = next
        widest = if (next.wide) WIDE else NORMAL
        note.show("")
        body.removeAllViews()
        body.addView(next.body, next.placed())
        foot.removeAllViews()
        fillFoot(next.foot)
        pinnedOfPage.removeAllViews()
        next.pinned?.let { pinnedOfPage.addView(it) }
        val place = if (next.keepsPlace) ui.session.places[placeName(next)] ?: 0 else 0
        // The first page of a new window keeps what the system restores.
        if (before != null || place > 0) scroll.post { scroll.scrollTo(0, place) }
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
            // Screen readers say the new pane and begin at its top.
            scroll.accessibilityPaneTitle = null
            scroll.accessibilityPaneTitle = name
        } else {
            announceForAccessibility(name)
        }
        if (seen) next.started()
    }

    /** Buttons stand beside one another where there is room: a wide window is seldom tall. */
    private fun fillFoot(views: List<View>) {
        val (buttons, others) = views.partition { it is ActionButton }
        if (ui.wide && buttons.size > 1) {
            others.forEach { foot.addView(it, rowParams()) }
            foot.addView(ui.row(*buttons.map { it.filling() }.toTypedArray()), rowParams())
        } else {
            views.forEach { foot.addView(it, rowParams()) }
        }
    }

    /** A page that has become shorter or longer may stand elsewhere. */
    private fun replace(page: Page) {
        val before = page.body.layoutParams as FrameLayout.LayoutParams
        val now = page.placed()
        if (before.gravity != now.gravity) page.body.layoutParams = now
    }

    private fun placeName(page: Page) = page.javaClass.simpleName

    private fun say(frame: Frame, page: Page) {
        val announcement = frame.announcement
        if (announcement.isEmpty()) return
        page.heard(announcement, frame.language)
        if (announcement != page.saidHere) announceForAccessibility(announcement)
        if (announcement == page.shownHere) return
        // A page that says it in its foot bar says it elsewhere too once the foot has scrolled away.
        if (!page.notes) measureAgain()
        if (page.notes || !footStays) showNote(announcement)
    }

    private fun showNote(words: String) {
        note.show(words)
        removeCallbacks(noteEnds)
        postDelayed(noteEnds, NOTE)
    }

    private fun showMore() {
        val words = page?.moreBelow.orEmpty()
        val room = scroll.height - scroll.paddingBottom
        val left = scroll.getChildAt(0).height - room - scroll.scrollY
        // In a short window the words would hide what they speak of, unless nothing of that is seen yet.
        val goesOn = left > ui.dp(24) && (room >= more.lineHeight * FEW_LINES || !startIsSeen(room))
        more.show(if (goesOn && words.isNotEmpty()) "$words ↓" else "")
    }

    /** Whether enough is seen of what the page is about to know that it is there. */
    private fun startIsSeen(room: Int): Boolean {
        val start = page?.start?.takeIf { it.isLaidOut } ?: return true
        startOfPage.setEmpty()
        scroll.offsetDescendantRectToMyCoords(start, startOfPage)
        return startOfPage.top + ui.dp(Ui.TARGET) <= scroll.scrollY + room
    }

    /** Shows something in place of every page: the core did not start. */
    fun replace(view: View) {
        page?.let { if (seen) it.stopped() }
        page = null
        drawNothing()
        body.removeAllViews()
        body.addView(view)
        foot.removeAllViews()
        pinnedOfPage.removeAllViews()
    }

    private fun drawNothing() {
        listOf(back, title, language, steps, working, warning, band).forEach { it.shownIf(false) }
        tunduk.shownIf(true)
    }

    fun started() {
        seen = true
        page?.started()
    }

    fun stopped() {
        seen = false
        popup?.dismiss()
        page?.stopped()
    }

    /** Dark signs on light bars by day. */
    fun lightBars(window: Window) {
        val light = resources.getBoolean(R.bool.light)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            val both = WindowInsetsController.APPEARANCE_LIGHT_STATUS_BARS or
                WindowInsetsController.APPEARANCE_LIGHT_NAVIGATION_BARS
            window.insetsController?.setSystemBarsAppearance(if (light) both else 0, both)
        } else if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.O_MR1 && light) {
            @Suppress("DEPRECATION")
            window.decorView.systemUiVisibility =
                window.decorView.systemUiVisibility or View.SYSTEM_UI_FLAG_LIGHT_NAVIGATION_BAR
        } else if (Build.VERSION.SDK_INT < Build.VERSION_CODES.O_MR1) {
            // Its signs are always white there.
            window.navigationBarColor = Color.BLACK
        }
    }

    private companion object {
        const val NORMAL = 600
        const val HANG = 16
        const val WIDE = 960
        const val NOTE = 6_000L
        const val FEW_LINES = 14
        const val CLEAR = 0x00FFFFFF
        const val VEILED = 0xF0 shl 24
    }
}
