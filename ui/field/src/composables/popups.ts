// Back closes what lies on top first. Each open popup registers here; the router asks before it goes anywhere.
import { onBeforeUnmount, type Ref, watch } from 'vue'

const open: Ref<boolean>[] = []

/** Lets back (Android's button or the browser's) close this popup instead of leaving the screen. */
export function useBackCloses(show: Ref<boolean>): void {
  const drop = () => {
    const at = open.indexOf(show)
    if (at >= 0) open.splice(at, 1)
  }
  watch(
    show,
    (shown) => {
      drop()
      if (shown) open.push(show)
    },
    { immediate: true },
  )
  onBeforeUnmount(drop)
}

/** Closes the topmost popup; false when none is open. */
export function closeTopmost(): boolean {
  const top = open.pop()
  if (!top) return false
  top.value = false
  return true
}
