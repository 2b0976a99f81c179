import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { defineComponent, h, nextTick, ref } from 'vue'
import { closeTopmost, useBackCloses } from './popups'

it('back closes the popup that was opened last, then the one below, then nothing', async () => {
  const below = ref(false)
  const above = ref(false)
  const page = defineComponent({
    setup() {
      useBackCloses(below)
      useBackCloses(above)
      return () => h('div')
    },
  })
  mount(page)
  below.value = true
  await nextTick()
  above.value = true
  await nextTick()
  expect([closeTopmost(), below.value, above.value]).toEqual([true, true, false])
  await nextTick()
  expect([closeTopmost(), below.value]).toEqual([true, false])
  await nextTick()
  expect(closeTopmost()).toBe(false)
})
