package kg.shailoo.menin.parts

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.Path
import android.graphics.RectF
import android.view.Gravity
import android.view.TextureView
import android.view.View
import android.widget.FrameLayout
import android.widget.ImageView
import kg.shailoo.menin.R

/**
 * What the camera sees, with a frame that shows where the face or the code belongs; or the picture that was
 * taken; or, while there is neither, a sign.
 */
class Preview(private val ui: Ui, round: Boolean) : FrameLayout(ui.context) {
    val texture = TextureView(ui.context)
    private val picture = ImageView(ui.context).apply { scaleType = ImageView.ScaleType.CENTER_CROP }
    private val sign = ui.sign(R.drawable.ic_camera, R.color.ink_2, SIGN)
    private val guide = Guide(ui, round)

    init {
        setBackgroundColor(ui.colour(R.color.primary_soft))
        addView(sign, LayoutParams(ui.dp(SIGN), ui.dp(SIGN), Gravity.CENTER))
        addView(texture, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.MATCH_PARENT))
        addView(picture, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.MATCH_PARENT))
        addView(guide, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.MATCH_PARENT))
        listOf(texture, picture, guide).forEach { it.silent() }
        live(false)
    }

    /** Whether the camera is on. A texture that is not needed is not there. */
    fun live(on: Boolean) = texture.shownIf(on)

    fun show(photo: Bitmap?) {
        picture.setImageBitmap(photo)
        picture.shownIf(photo != null)
    }

    // As wide as there is room, never taller than most of the window; three to four, as a face is.
    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val room = MeasureSpec.getSize(widthSpec)
        val tallest = resources.displayMetrics.heightPixels * (if (ui.largeText) TALLEST_BY_LARGE_TEXT else TALLEST)
        val width = Math.min(room.toFloat(), tallest * 3 / 4)
        val height = Math.round(width * 4 / 3)
        super.onMeasure(
            MeasureSpec.makeMeasureSpec(Math.round(width), MeasureSpec.EXACTLY),
            MeasureSpec.makeMeasureSpec(height, MeasureSpec.EXACTLY),
        )
    }

    private companion object {
        const val SIGN = 56
        const val TALLEST = 0.44f
        const val TALLEST_BY_LARGE_TEXT = 0.34f
    }
}

/** Rounds the corners of what is under it, and shows where to look. */
private class Guide(private val ui: Ui, private val round: Boolean) : View(ui.context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)
    private val corners = Path()
    private val hole = RectF()

    override fun onDraw(canvas: Canvas) {
        val w = width.toFloat()
        val h = height.toFloat()
        val radius = ui.dpf(Ui.CARD_RADIUS.toFloat())
        corners.reset()
        corners.fillType = Path.FillType.EVEN_ODD
        corners.addRect(0f, 0f, w, h, Path.Direction.CW)
        corners.addRoundRect(0f, 0f, w, h, radius, radius, Path.Direction.CW)
        paint.style = Paint.Style.FILL
        paint.color = ui.colour(R.color.bg)
        canvas.drawPath(corners, paint)
        if (round) hole.set(w * 0.16f, h * 0.1f, w * 0.84f, h * 0.9f) else square(w, h)
        paint.style = Paint.Style.STROKE
        // White on dark is seen on every picture.
        stroke(canvas, UNDER, 5f, radius)
        stroke(canvas, Color.WHITE, 3f, radius)
    }

    private fun stroke(canvas: Canvas, colour: Int, width: Float, radius: Float) {
        paint.strokeWidth = ui.dpf(width)
        paint.color = colour
        if (round) canvas.drawOval(hole, paint) else canvas.drawRoundRect(hole, radius, radius, paint)
    }

    private fun square(w: Float, h: Float) {
        val side = w * 0.76f
        hole.set((w - side) / 2, (h - side) / 2, (w + side) / 2, (h + side) / 2)
    }

    private companion object {
        const val UNDER = 0x80 shl 24
    }
}
