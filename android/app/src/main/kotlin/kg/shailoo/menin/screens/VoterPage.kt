package kg.shailoo.menin.screens

import android.view.Gravity
import kg.shailoo.core.VoterScreen
import kg.shailoo.menin.parts.PhotoView
import kg.shailoo.menin.parts.Ui
import kg.shailoo.menin.parts.heading
import kg.shailoo.menin.parts.information
import kg.shailoo.menin.parts.primary
import kg.shailoo.menin.parts.secondary
import kg.shailoo.menin.parts.show
import kg.shailoo.menin.parts.sized
import kg.shailoo.menin.parts.text

/** Who the voter is, as the registrars know it. */
class VoterPage(ui: Ui) : Page(ui) {
    private val photo = PhotoView(ui, PHOTO, 16).sized(ui.dp(PHOTO), ui.dp(PHOTO))
    private val nameLabel = ui.secondary(centred = true)
    private val name = ui.heading(24, centred = true)
    private val districtLabel = ui.secondary(centred = true)
    private val district = ui.text(17, bold = true, centred = true)
    private val notYou = ui.information()
    private val begin = ui.primary("begin")

    override val body = ui.column(
        ui.card(
            photo,
            ui.column(nameLabel, name, gap = 4),
            ui.column(districtLabel, district, gap = 4),
            gap = 16,
            padding = 20,
        ).apply { gravity = Gravity.CENTER_HORIZONTAL },
        notYou,
        gap = 16,
    )
    override val foot = listOf(begin)

    fun draw(screen: VoterScreen) {
        photo.show(screen.photo, screen.initials, screen.photoLabel)
        nameLabel.show(screen.nameLabel)
        name.show(screen.name)
        districtLabel.show(screen.districtLabel)
        district.show(screen.district)
        notYou.show(screen.notYou)
        begin.show(screen.begin)
    }

    private companion object {
        const val PHOTO = 112
    }
}
