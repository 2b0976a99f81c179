/** What this device calls itself, as far as the browser says; a person may name it otherwise. */
export function deviceName(): string {
  const android = /Android [^;]*; ([^;)]+?)( Build|\))/.exec(navigator.userAgent)
  return android?.[1] ?? ''
}
