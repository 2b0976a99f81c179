// Android's back button: close what lies on top, else one screen back, else ask for a second press before leaving.
import { onBackButtonPress } from '@tauri-apps/api/app'
import { useRouter } from 'vue-router'
import { api } from '../api'
import { t } from '../core/words'
import { useAlerts } from './alerts'
import { closeTopmost } from './popups'

const TWICE_WITHIN_MS = 2000

export function useAndroidBack(): void {
  const router = useRouter()
  const alerts = useAlerts()
  let pressedAt = 0

  // Only Android has the button; elsewhere the listener is refused and the browser's history does it alone.
  if (!/Android/.test(navigator.userAgent)) return
  void onBackButtonPress(() => {
    if (closeTopmost()) return
    const { back } = router.options.history.state
    if (back && !router.currentRoute.value.meta.root) return router.back()
    if (Date.now() - pressedAt < TWICE_WITHIN_MS) return void api.leave()
    pressedAt = Date.now()
    alerts.told(t('common.press_again'))
  })
}
