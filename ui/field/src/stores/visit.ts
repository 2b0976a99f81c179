// The visit being made. Every tap becomes one change that the core has committed before the next one is sent, so the
// screen never calls an answer kept that a dead battery could take away.
import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import { api } from '../api'
import { useAlerts } from '../composables/alerts'
import { firstOpenStep, keptStep } from '../core/steps'
import type { Answer, DraftChange, DraftView, ItemView, Saved } from '../types'

type Asked = Pick<ItemView, 'item' | 'member' | 'answer'>

function keyOf(asked: Pick<ItemView, 'item' | 'member'>): string {
  return `${asked.item}/${asked.member ?? ''}`
}

export const useVisit = defineStore('visit', () => {
  const view = shallowRef<DraftView>()
  const waiting = ref(0)
  /** The last change could not be stored; said until one succeeds. */
  const unsaved = ref(false)
  const saved = shallowRef<Saved & { head_name: string }>()
  /** Answers tapped but not yet back from the core: the next tap builds on them. */
  const ahead = shallowReactive(new Map<string, Answer>())
  const alerts = useAlerts()
  let queue: Promise<unknown> = Promise.resolve()
  let enteredAt: number | undefined

  const saving = computed(() => waiting.value > 0)

  /** Takes a visit up; remembers the screen it was entered from. */
  function begin(next: DraftView): void {
    enteredAt = history.state?.position
    ahead.clear()
    view.value = next
  }

  async function open(visitId: string): Promise<void> {
    await queue
    if (view.value?.visit_id !== visitId) view.value = await api.draft(visitId)
  }

  function whereLeft(draft: DraftView): RouteLocationRaw {
    return `/visit/${draft.visit_id}/${keptStep(draft.visit_id) ?? firstOpenStep(draft)}`
  }

  /** Queues one change; resolves to whether it is on disk. */
  function change(what: DraftChange): Promise<boolean> {
    const visitId = view.value?.visit_id
    if (!visitId) return Promise.resolve(false)
    waiting.value += 1
    const done = queue.then(async () => {
      try {
        const next = await api.changeDraft(visitId, what)
        if (view.value?.visit_id === visitId) view.value = next
        unsaved.value = false
        return true
      } catch (error) {
        unsaved.value = true
        alerts.failed(error)
        return false
      } finally {
        waiting.value -= 1
        if (waiting.value === 0) ahead.clear()
      }
    })
    queue = done
    return done
  }

  /** The answer as tapped last, whether or not the core has said so already. */
  function current(asked: Asked): Answer | undefined {
    return ahead.get(keyOf(asked)) ?? asked.answer
  }

  /** Keeps what else was said of the item (note, evidence) unless it is given anew. */
  function answerFor(asked: Asked, given: Partial<Answer>): Answer {
    const { note, evidence_text } = current(asked) ?? {}
    return {
      item: asked.item,
      status: 'answered',
      ...(asked.member ? { member: asked.member } : {}),
      ...(note ? { note } : {}),
      ...(evidence_text ? { evidence_text } : {}),
      ...given,
    }
  }

  function answerAll(answers: Answer[]): Promise<boolean> {
    for (const answer of answers) ahead.set(keyOf(answer), answer)
    return change({ kind: 'set_answers', answers })
  }

  function answer(asked: Asked, given: Partial<Answer>): Promise<boolean> {
    return answerAll([answerFor(asked, given)])
  }

  function clear(asked: Asked): Promise<boolean> {
    ahead.delete(keyOf(asked))
    return change({
      kind: 'clear_answer',
      item: asked.item,
      ...(asked.member ? { member: asked.member } : {}),
    })
  }

  /** Waits until everything tapped so far is on disk. */
  async function settled(): Promise<void> {
    await queue
  }

  /** Saves the visit for good; how many screens lie between here and where it was entered. */
  async function save(): Promise<number> {
    await settled()
    const draft = view.value
    if (!draft) return 0
    const done = await api.saveVisit(draft.visit_id)
    saved.value = { ...done, head_name: draft.head_name }
    close()
    const here: number | undefined = history.state?.position
    return here !== undefined && enteredAt !== undefined ? Math.max(0, here - enteredAt) : 0
  }

  function close(): void {
    view.value = undefined
    unsaved.value = false
    ahead.clear()
  }

  return {
    view,
    saving,
    unsaved,
    saved,
    begin,
    open,
    whereLeft,
    change,
    current,
    answer,
    answerAll,
    answerFor,
    clear,
    settled,
    save,
    close,
  }
})
