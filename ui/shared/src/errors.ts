// Turns the one error type of the Rust side into words. The table is written by Rust (crates/wire, error texts), so a
// new code cannot come without its Chinese and English sentence. Screens never match on text.
import type { ApiError } from './generated/ApiError'
import type { ErrorCode } from './generated/ErrorCode'
import texts from './generated/errorTexts.json'
import type { Locale } from './i18n/words'

const table: Record<ErrorCode, Record<Locale, string>> = texts

/** Whether something thrown is an error of ours. */
export function isApiError(thrown: unknown): thrown is ApiError {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && String(thrown.code) in table
}

/** Anything thrown as an `ApiError`; what is not ours counts as internal, with its own words as detail. */
export function apiErrorOf(thrown: unknown): ApiError {
  if (isApiError(thrown)) return thrown
  const detail = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'internal', params: { detail }, retryable: false }
}

/** The sentence for a code with its parameters filled in. */
export function codeText(
  code: ErrorCode,
  params: Record<string, string | undefined>,
  locale: Locale,
): string {
  return table[code][locale].replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '')
}

export function errorText(thrown: unknown, locale: Locale): string {
  const error = apiErrorOf(thrown)
  return codeText(error.code, error.params ?? {}, locale)
}
