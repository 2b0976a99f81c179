package org.zoufang.field

import android.os.Build
import android.os.Bundle
import android.view.View
import androidx.activity.enableEdgeToEdge
import androidx.core.view.ViewCompat
import androidx.core.view.WindowInsetsCompat

class MainActivity : TauriActivity() {
  override fun onCreate(savedInstanceState: Bundle?) {
    // Android 10 and older report no keyboard inset under edge-to-edge; there the system resizes the window itself.
    val edgeToEdge = Build.VERSION.SDK_INT >= Build.VERSION_CODES.R
    if (edgeToEdge) enableEdgeToEdge()
    super.onCreate(savedInstanceState)
    if (edgeToEdge) keepClearOfBarsAndKeyboard()
  }

  /** Without this the keyboard covers the field being typed in, and the save button with it. */
  private fun keepClearOfBarsAndKeyboard() {
    val content = findViewById<View>(android.R.id.content)
    ViewCompat.setOnApplyWindowInsetsListener(content) { view, insets ->
      val kept = insets.getInsets(
        WindowInsetsCompat.Type.systemBars() or WindowInsetsCompat.Type.displayCutout() or WindowInsetsCompat.Type.ime(),
      )
      view.setPadding(kept.left, kept.top, kept.right, kept.bottom)
      WindowInsetsCompat.CONSUMED
    }
  }
}
