// Whether this phone is enrolled and unlocked, and for whom.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api } from '../api'
import type { Status } from '../types'

export const useSession = defineStore('session', () => {
  const status = ref<Status>()

  async function refresh(): Promise<Status> {
    status.value = await api.status()
    return status.value
  }

  async function unlock(pin: string): Promise<void> {
    status.value = await api.unlock(pin)
  }

  async function lock(): Promise<void> {
    status.value = await api.lock()
  }

  function markLocked(): void {
    if (status.value?.state === 'unlocked') status.value = { ...status.value, state: 'locked' }
  }

  return { status, refresh, unlock, lock, markLocked }
})
