// One short line of news that passes by itself. A live region of its own: Vant's toast calls itself a dialog, which a
// screen reader would announce as something to be answered.
import { ref } from 'vue'

const SHOWN_MS = 2500
export const passing = ref('')
let timer = 0

export function tell(text: string): void {
  window.clearTimeout(timer)
  passing.value = text
  timer = window.setTimeout(() => {
    passing.value = ''
  }, SHOWN_MS)
}
