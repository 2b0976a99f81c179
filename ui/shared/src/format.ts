// How numbers, dates and names look on both screens. If this is wrong a cadre reads a wrong sum or a wrong day.
import type { Locale } from './i18n/words'

/** Whole fen as yuan: 1,234.5 becomes “1,234.5”, never more than two decimals. */
export function yuan(fen: number): string {
  const sign = fen < 0 ? '−' : ''
  const whole = Math.floor(Math.abs(fen) / 100)
  const rest = Math.abs(fen) % 100
  const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, ',')
  const cents = rest === 0 ? '' : `.${String(rest).padStart(2, '0').replace(/0$/, '')}`
  return `${sign}${grouped}${cents}`
}

/** `2022-05-12` or an instant as “5月12日” / “12 May”; the year only when it is not the given one. */
export function day(iso: string, locale: Locale, thisYear = new Date().getFullYear()): string {
  const [year, month, date] = iso.slice(0, 10).split('-').map(Number)
  if (!year || !month || !date) return iso
  if (locale === 'zh') return `${year === thisYear ? '' : `${year}年`}${month}月${date}日`
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  return `${date} ${names[month - 1]}${year === thisYear ? '' : ` ${year}`}`
}

/** An instant with its own offset as day and wall time, such as “5月12日 09:30”. */
export function moment(instant: string, locale: Locale, thisYear?: number): string {
  return `${day(instant, locale, thisYear)} ${instant.slice(11, 16)}`
}

/** Bytes for people: 512 B, 1.4 kB, 2.0 MB. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`
  if (count < 1_000_000) return `${(count / 1000).toFixed(1)} kB`
  return `${(count / 1_000_000).toFixed(1)} MB`
}

/** This moment as RFC 3339 in Asia/Shanghai, as the core counts days, such as `2022-05-12T09:30:00+08:00`. */
export function instantNow(now = Date.now()): string {
  return `${new Date(now + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`
}
