// How an end-to-end test tells what it did: one line for each step, the first that fails ends the run.
let passed = 0
let failed = 0

/** One step, named as a sentence; throws when it fails. */
export async function step(title, work) {
  const begun = Date.now()
  try {
    await work()
    passed += 1
    console.log(`ok    ${title} (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
  } catch (error) {
    failed += 1
    console.log(`FAIL  ${title}\n      ${String(error.message).split('\n').slice(0, 6).join('\n      ')}`)
    throw error
  }
}

export function same(is, wanted, what) {
  if (is !== wanted) throw new Error(`${what}: ${is} instead of ${wanted}`)
}

export function holds(true_, what) {
  if (!true_) throw new Error(what)
}

/** The last line, and the code the test ends with. */
export function ended() {
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed || !passed ? 1 : 0
}
