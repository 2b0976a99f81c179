// 已存本机 / 已上报: what is still on the phone and what has arrived. Fed by events, asked for once at the start.
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { api } from '../api'
import type { SyncStatus } from '../types'

export const useSync = defineStore('sync', () => {
  const status = ref<SyncStatus>()
  let listening: Promise<unknown> | undefined

  async function begin(): Promise<void> {
    listening ??= api.onSync((told) => {
      status.value = told
    })
    await listening
    await refresh()
  }

  async function refresh(): Promise<void> {
    status.value = await api.syncStatus()
  }

  async function now(): Promise<void> {
    await api.syncNow()
    await refresh()
  }

  return { status, begin, refresh, now }
})
