import type { z } from 'zod'
import chineseChecks from 'zod/v4/locales/zh-CN.js'
import { AppError, type Issue } from '#lib/errors.ts'
import { ENGLISH_RULES, setRuleTexts } from '#lib/model/rule.ts'
import { say, type Locale } from './messages.ts'
import { CHINESE_RULES } from './rules-zh-cn.ts'

const CHINESE = chineseChecks().localeError

type Path = (string | number)[]

/** An unknown key is reported at its own place, as any other field would be. */
function issuesOf(error: z.ZodError, locale: Locale): Issue[] {
  return error.issues.flatMap((issue): Issue[] => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
    return issue.keys.map((key) => ({ path: [...path, key], message: say(locale, 'unknownField', { field: key }) }))
  })
}

const line = ({ path, message }: Issue) => (path.length === 0 ? message : `${path.join('.')}: ${message}`)

/** @throws {AppError} always: INVALID with these issues */
export function refuseInput(issues: Issue[]): never {
  const shown = issues.slice(0, 3).map(line).join('; ')
  throw new AppError('INVALID', issues.length > 3 ? `${shown}; …` : shown, issues)
}

const RULES = { en: ENGLISH_RULES, 'zh-CN': CHINESE_RULES }

/** Rule texts are process-wide; parsing is synchronous, so no other request comes in between. */
function inLocale<T>(locale: Locale, parse: () => T): T {
  setRuleTexts(RULES[locale])
  try {
    return parse()
  } finally {
    setRuleTexts(ENGLISH_RULES)
  }
}

/**
 * Parses what a client sent, with messages in its language.
 * @param at where in the input the value stands, for the paths of the issues
 * @throws {AppError} INVALID
 */
export function parseInput<S extends z.ZodType>(schema: S, raw: unknown, locale: Locale, at: Path = []): z.output<S> {
  // Issues are worded when they are read, so that is done in there too.
  const parsed = inLocale(locale, () => {
    const result = schema.safeParse(raw, locale === 'zh-CN' ? { error: CHINESE } : {})
    return result.success ? result : { success: false as const, issues: issuesOf(result.error, locale) }
  })
  if (parsed.success) return parsed.data
  return refuseInput(parsed.issues.map(({ path, message }) => ({ path: [...at, ...path], message })))
}
