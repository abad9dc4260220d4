package kg.shailoo.menin.platform

import android.content.Context
import android.speech.tts.TextToSpeech
import android.view.accessibility.AccessibilityManager
import java.util.Locale

/**
 * Reads the ПИН back to voters who use no screen reader. Where a screen reader runs, it speaks; where the
 * device has no voice, the words on the screen must do.
 */
class Voice(private val context: Context) {
    private var engine: TextToSpeech? = null
    private var expected = false

    /** The next announcement was asked for by the voter. */
    fun expect() {
        expected = true
    }

    /** Speaks, if it was asked for. */
    fun say(words: String, language: String) {
        if (!expected) return
        expected = false
        val reader = context.getSystemService(AccessibilityManager::class.java)
        if (reader?.isTouchExplorationEnabled == true) return
        stop()
        engine = TextToSpeech(context.applicationContext) { status ->
            val ready = engine
            if (status == TextToSpeech.SUCCESS && ready != null) speak(ready, words, language)
        }
    }

    private fun speak(engine: TextToSpeech, words: String, language: String) {
        // Few devices speak Kyrgyz; digits are understood in Russian too.
        val locale = listOf(language, "ru").map { Locale.forLanguageTag(it) }
            .firstOrNull { engine.isLanguageAvailable(it) >= TextToSpeech.LANG_AVAILABLE }
        if (locale != null) engine.language = locale
        engine.setSpeechRate(SLOWLY)
        engine.speak(words, TextToSpeech.QUEUE_FLUSH, null, "pin")
    }

    fun stop() {
        engine?.shutdown()
        engine = null
    }

    private companion object {
        const val SLOWLY = 0.85f
    }
}
