'use client'
import { createTranslator, NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import { z } from 'zod'
import englishChecks from 'zod/v4/locales/en.js'
import chineseChecks from 'zod/v4/locales/zh-CN.js'
import { ENGLISH_RULES, setRuleTexts, type RuleTexts } from '#lib/model/rule.ts'
import { checkText } from './check-text.ts'
import type { Messages } from './load.ts'
import type { Locale } from './locale.ts'

const CHECKS = { en: englishChecks, 'zh-CN': chineseChecks }

type Props = { locale: Locale; messages: Record<string, Messages>; children: ReactNode }

/** Messages for everything below, and the language of validation in this browser. */
export function MessagesProvider({ locale, messages, children }: Props) {
  // Only in the browser: on the server these are globals shared by all readers.
  if (typeof window !== 'undefined') {
    const t = createTranslator({ locale, messages: messages as Record<string, never>, namespace: 'checks' as never }) as (key: string, values?: Record<string, string | number>) => string
    z.config({ ...CHECKS[locale](), customError: (issue) => checkText(issue, t) })
    setRuleTexts({ ...ENGLISH_RULES, ...(messages.rules as Partial<RuleTexts>) })
  }
  return (
    <NextIntlClientProvider locale={locale} messages={messages} timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}>
      {children}
    </NextIntlClientProvider>
  )
}
