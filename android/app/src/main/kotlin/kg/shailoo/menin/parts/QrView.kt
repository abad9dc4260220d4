package kg.shailoo.menin.parts

import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.view.View
import kg.shailoo.core.Qr

/** A QR code: always dark on light, four modules of margin, as wide as it may be, whole pixels. */
class QrView(private val ui: Ui, private val most: Int) : View(ui.context) {
    private val paint = Paint()
    private var qr: Qr? = null

    init {
        tag = "qr"
    }

    fun show(qr: Qr?) {
        shownIf(qr != null)
        if (this.qr == qr) return
        this.qr = qr
        contentDescription = qr?.label
        requestLayout()
        invalidate()
    }

    override fun onMeasure(width: Int, height: Int) {
        val side = Math.min(MeasureSpec.getSize(width), ui.dp(most))
        setMeasuredDimension(MeasureSpec.getSize(width), side)
    }

    override fun onDraw(canvas: Canvas) {
        val qr = qr ?: return
        val side = qr.side.toInt()
        val room = Math.min(width, height)
        val module = room / (side + 2 * MARGIN)
        if (module == 0) return
        val whole = module * (side + 2 * MARGIN)
        val left = (width - whole) / 2f
        val top = (height - whole) / 2f
        val corner = Math.min(module * 2f, ui.dpf(12f))
        paint.isAntiAlias = true
        paint.color = Color.WHITE
        canvas.drawRoundRect(left, top, left + whole, top + whole, corner, corner, paint)
        paint.isAntiAlias = false
        paint.color = Color.BLACK
        qr.modules.forEachIndexed { place, dark ->
            if (dark) {
                val x = left + (place % side + MARGIN) * module
                val y = top + (place / side + MARGIN) * module
                canvas.drawRect(x, y, x + module, y + module, paint)
            }
        }
    }

    private companion object {
        const val MARGIN = 4
    }
}
