// After a visit is saved its steps must not lie behind the back button: they lead to a draft that is no more.
import type { Router } from 'vue-router'

/** Goes back so many screens and waits until it has happened. */
export function goBackBy(router: Router, screens: number): Promise<void> {
  if (screens < 1) return Promise.resolve()
  return new Promise((resolve) => {
    const stop = router.afterEach(() => {
      stop()
      resolve()
    })
    router.go(-screens)
  })
}
