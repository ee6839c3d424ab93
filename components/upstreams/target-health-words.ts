'use client'
import { useTranslations } from 'next-intl'
import { reasonParts } from './target-health.ts'

const CODES = ['status', 'connection', 'timeout', 'grpc', 'success', 'operator', 'removed', 'unchecked'] as const
type Code = (typeof CODES)[number]
const isCode = (code: string): code is Code => (CODES as readonly string[]).includes(code)

/** A reason in the reader's language; one that this version does not know stays as it is. */
export function useReasonWords(): (reason: string) => string {
  const t = useTranslations('targetHealth')
  return (reason) => {
    const { code, detail } = reasonParts(reason)
    return isCode(code) ? t(`reason.${code}`, { detail: detail === '' ? 'none' : detail }) : reason
  }
}
