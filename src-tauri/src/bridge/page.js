// Stands in for the script that Tauri puts into its window: the same calls, carried over loopback HTTP.
(function () {
  'use strict'
  const callbacks = new Map()

  function register(callback, once) {
    const id = crypto.getRandomValues(new Uint32Array(1))[0]
    callbacks.set(id, (data) => {
      if (once) callbacks.delete(id)
      if (callback) callback(data)
    })
    return id
  }

  let process
  const stream = new EventSource('/events')
  // Nothing is asked before the stream is open: an answer could otherwise overtake its first event.
  const open = new Promise((resolve) => {
    stream.onmessage = (message) => {
      const told = JSON.parse(message.data)
      if (told.process !== undefined) {
        if (process !== undefined && process !== told.process) location.reload()
        process = told.process
        resolve()
        return
      }
      const { data } = told
      if (data && data.message && data.message.__raw) data.message = new Uint8Array(data.message.__raw).buffer
      const callback = callbacks.get(told.callback)
      if (callback) callback(data)
    }
  })

  function plain(_key, value) {
    if (value instanceof Map) return Object.fromEntries(value)
    if (value instanceof Uint8Array) return Array.from(value)
    if (value instanceof ArrayBuffer) return Array.from(new Uint8Array(value))
    if (value && typeof value === 'object' && '__TAURI_TO_IPC_KEY__' in value) return value.__TAURI_TO_IPC_KEY__()
    return value
  }

  async function invoke(command, payload = {}, options = {}) {
    await open
    const raw = payload instanceof ArrayBuffer || ArrayBuffer.isView(payload)
    const response = await fetch(`/invoke/${encodeURIComponent(command)}`, {
      method: 'POST',
      headers: {
        ...options.headers,
        'content-type': raw ? 'application/octet-stream' : 'application/json',
      },
      body: raw ? payload : JSON.stringify(payload, plain),
    })
    const isBytes = response.headers.get('content-type') === 'application/octet-stream'
    const answer = isBytes ? await response.arrayBuffer() : await response.json()
    if (!response.ok) throw answer
    return answer
  }

  window.isTauri = true
  window.__TAURI_INTERNALS__ = {
    invoke,
    transformCallback: register,
    unregisterCallback: (id) => callbacks.delete(id),
    runCallback: (id, data) => callbacks.get(id)?.(data),
    callbacks,
    convertFileSrc: (path, protocol = 'asset') => `${protocol}://localhost/${encodeURIComponent(path)}`,
    metadata: {
      currentWindow: { label: 'main' },
      currentWebview: { windowLabel: 'main', label: 'main' },
    },
  }
  window.__TAURI_EVENT_PLUGIN_INTERNALS__ = { unregisterListener: () => {} }
})()
