// What Chrome 69–79 lacks and our libraries use. Import first in field/src/main.ts.
// Without it the app stays white on phones whose WebView cannot be updated.

const scope = self as unknown as Record<string, unknown>
if (scope.globalThis === undefined) scope.globalThis = self

if (!Object.fromEntries) {
  Object.fromEntries = ((entries: Iterable<readonly [PropertyKey, unknown]>) => {
    const made: Record<PropertyKey, unknown> = {}
    for (const [key, value] of entries) made[key] = value
    return made
  }) as typeof Object.fromEntries
}

if (!Promise.allSettled) {
  Promise.allSettled = ((promises: Iterable<unknown>) =>
    Promise.all(
      Array.from(promises, (promise) =>
        Promise.resolve(promise).then(
          (value) => ({ status: 'fulfilled', value }),
          (reason) => ({ status: 'rejected', reason }),
        ),
      ),
    )) as typeof Promise.allSettled
}

if (!globalThis.queueMicrotask) {
  globalThis.queueMicrotask = (task) => {
    Promise.resolve().then(task)
  }
}

export {}
