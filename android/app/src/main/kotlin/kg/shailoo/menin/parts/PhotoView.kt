package kg.shailoo.menin.parts

import android.graphics.Bitmap
import android.graphics.BitmapShader
import android.graphics.Canvas
import android.graphics.Matrix
import android.graphics.Paint
import android.graphics.Path
import android.graphics.RectF
import android.graphics.Shader
import android.graphics.Typeface
import android.view.View
import kg.shailoo.menin.R

/**
 * A person's photo: always the same size and crop, for everybody. Until it is there, and where there is none,
 * initials or the outline of a person.
 */
class PhotoView(private val ui: Ui, private val side: Int, private val radius: Int) : View(ui.context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG or Paint.FILTER_BITMAP_FLAG)
    private val matrix = Matrix()
    private val box = RectF()
    private val clip = Path()
    private var name: String? = null
    private var initials = ""
    private var photo: Bitmap? = null
    private val again = Runnable { load() }

    /** Shows the photo of this name; `label` is empty where something else describes it. */
    fun show(name: String?, initials: String, label: String) {
        this.initials = initials
        if (label.isEmpty()) {
            silent()
        } else {
            importantForAccessibility = IMPORTANT_FOR_ACCESSIBILITY_YES
            contentDescription = label
        }
        if (this.name != name) {
            this.name = name
            photo = null
            load()
        }
        invalidate()
    }

    override fun onAttachedToWindow() {
        super.onAttachedToWindow()
        load()
    }

    override fun onDetachedFromWindow() {
        removeCallbacks(again)
        super.onDetachedFromWindow()
    }

    private fun load() {
        removeCallbacks(again)
        val wanted = name
        if (wanted == null || photo != null || !isAttachedToWindow) return
        ui.session.photo(wanted) { loaded ->
            if (name == wanted) {
                removeCallbacks(again)
                photo = loaded
                invalidate()
            }
        }
        // The network may have been away.
        if (photo == null) postDelayed(again, RETRY)
    }

    override fun onMeasure(width: Int, height: Int) = setMeasuredDimension(ui.dp(side), ui.dp(side))

    override fun onDraw(canvas: Canvas) {
        box.set(0f, 0f, width.toFloat(), height.toFloat())
        val corner = ui.dpf(radius.toFloat())
        val shown = photo
        if (shown != null) {
            val scale = Math.max(box.width() / shown.width, box.height() / shown.height)
            matrix.setScale(scale, scale)
            // Faces are above the middle: what is cut off a tall picture is cut off below.
            matrix.postTranslate((box.width() - shown.width * scale) / 2, (box.height() - shown.height * scale) / 4)
            paint.shader = BitmapShader(shown, Shader.TileMode.CLAMP, Shader.TileMode.CLAMP)
                .apply { setLocalMatrix(matrix) }
            canvas.drawRoundRect(box, corner, corner, paint)
            paint.shader = null
            return
        }
        paint.color = ui.colour(R.color.line)
        canvas.drawRoundRect(box, corner, corner, paint)
        paint.color = ui.colour(R.color.ink_2)
        if (initials.isNotEmpty()) drawInitials(canvas) else drawPerson(canvas, corner)
    }

    private fun drawInitials(canvas: Canvas) {
        paint.textAlign = Paint.Align.CENTER
        paint.typeface = Typeface.DEFAULT_BOLD
        paint.textSize = box.height() * 0.36f
        val middle = box.centerY() - (paint.ascent() + paint.descent()) / 2
        canvas.drawText(initials, box.centerX(), middle, paint)
    }

    private fun drawPerson(canvas: Canvas, corner: Float) {
        val saved = canvas.save()
        clip.reset()
        clip.addRoundRect(box, corner, corner, Path.Direction.CW)
        canvas.clipPath(clip)
        paint.alpha = PERSON
        canvas.drawCircle(box.centerX(), box.height() * 0.4f, box.width() * 0.18f, paint)
        canvas.drawOval(
            box.width() * 0.18f,
            box.height() * 0.66f,
            box.width() * 0.82f,
            box.height() * 1.3f,
            paint,
        )
        paint.alpha = OPAQUE
        canvas.restoreToCount(saved)
    }

    private companion object {
        const val RETRY = 15_000L
        const val PERSON = 0x80
        const val OPAQUE = 0xFF
    }
}
