// Names of the fields a step changed, and their values in words where they are codes.
import { useI18n } from 'vue-i18n'

const coded: Record<string, string> = {
  state: 'finding',
  severity: 'severity',
  approval: 'approval',
  'asked.how': 'asked',
  category: 'category',
  clear_mode: 'clearMode',
}

export function useFieldWords() {
  const { t, te } = useI18n()
  const field = (path: string) => {
    const key = `field.${path.replaceAll('.', '_')}`
    return te(key) ? t(key) : path
  }
  const value = (path: string, text: string) => {
    const group = coded[path]
    for (const key of group ? [`codes.${group}.${text}`, `codes.monitor.${text}`] : []) {
      if (te(key)) return t(key)
    }
    return text
  }
  return { field, value }
}
