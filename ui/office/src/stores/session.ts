// Who is signed in. The cookie itself is out of reach of scripts; the page only learns whether it is good.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { get, post, rememberCsrf, remove } from '../core/api'
import type { Right, Session } from '../core/types'

export const useSession = defineStore('session', () => {
  const session = ref<Session>()
  const asked = ref(false)
  /** The session ended while the page was open. */
  const ended = ref(false)

  function enter(found: Session) {
    session.value = found
    ended.value = false
    rememberCsrf(found.csrf)
  }

  /** Asks once per page load whether the cookie of an earlier visit still holds. */
  async function resume(): Promise<boolean> {
    if (!asked.value) {
      try {
        enter(await get<Session>('session'))
      } catch {
        session.value = undefined
      }
      asked.value = true
    }
    return session.value !== undefined
  }

  async function signIn(account: string, password: string) {
    enter(await post<Session>('session', { account, password }))
  }

  async function signOut() {
    await remove('session')
    session.value = undefined
  }

  function expired() {
    session.value = undefined
    ended.value = true
  }

  /** Whether to offer something; the office asks again at every request. */
  const may = (right: Right) => session.value?.rights.includes(right) ?? false

  return { session, ended, may, resume, signIn, signOut, expired }
})
