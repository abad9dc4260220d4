package kg.shailoo.menin.platform

import android.app.LocaleManager
import android.content.Context
import android.os.Build
import android.os.LocaleList

/**
 * The language that the voter chose, kept where the platform keeps it: since Android 13 in the system's own
 * list of apps' languages, before that in a preference. Without a choice the device's language counts, where
 * the app speaks it.
 */
object Languages {
    private val spoken = listOf("ky", "ru", "en")
    private const val PREFERENCES = "language"
    private const val TAG = "tag"

    /** The tag to start with; empty for the core's own choice. */
    fun chosen(context: Context): String =
        stored(context) ?: first(context.resources.configuration.locales) ?: ""

    /** Keeps the voter's choice. */
    fun remember(context: Context, tag: String) {
        if (tag !in spoken || tag == chosen(context)) return
        val manager = manager(context)
        if (manager != null && Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            manager.applicationLocales = LocaleList.forLanguageTags(tag)
        } else {
            preferences(context).edit().putString(TAG, tag).apply()
        }
    }

    /** The tag that was chosen in the system's settings meanwhile, if it is not `shown`. */
    fun changedOutside(context: Context, shown: String?): String? =
        if (shown == null || manager(context) == null) null else stored(context)?.takeIf { it != shown }

    private fun stored(context: Context): String? {
        val manager = manager(context)
        return if (manager != null && Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            first(manager.applicationLocales)
        } else {
            preferences(context).getString(TAG, null)?.takeIf { it in spoken }
        }
    }

    private fun first(locales: LocaleList): String? =
        (0 until locales.size()).map { locales[it].language }.firstOrNull { it in spoken }

    private fun preferences(context: Context) = context.getSharedPreferences(PREFERENCES, Context.MODE_PRIVATE)

    private fun manager(context: Context): LocaleManager? =
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            context.getSystemService(LocaleManager::class.java)
        } else {
            null
        }
}
