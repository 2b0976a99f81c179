// Locks after five minutes without a touch (design, section 5). Looks again on return, because a sleeping phone runs no
// timers. Drafts are on disk at every tap, so nothing is lost by it.
import { onBeforeUnmount } from 'vue'

const LOCK_AFTER_MS = 5 * 60 * 1000
const LOOK_EVERY_MS = 10 * 1000

export function useIdleLock(lock: () => void): void {
  let touchedAt = Date.now()
  const touched = () => {
    touchedAt = Date.now()
  }
  const look = () => {
    if (Date.now() - touchedAt < LOCK_AFTER_MS) return
    touched()
    lock()
  }
  const events = ['pointerdown', 'keydown', 'scroll'] as const
  for (const event of events) window.addEventListener(event, touched, { capture: true, passive: true })
  document.addEventListener('visibilitychange', look)
  const timer = window.setInterval(look, LOOK_EVERY_MS)
  onBeforeUnmount(() => {
    for (const event of events) window.removeEventListener(event, touched, { capture: true })
    document.removeEventListener('visibilitychange', look)
    window.clearInterval(timer)
  })
}
