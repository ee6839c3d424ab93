'use client'
import { useFormatter, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { SentenceFacts } from './sentence-facts.ts'

const mono = (chunks: ReactNode) => <span className="font-mono text-xs break-all text-ink">{chunks}</span>
const word = (list: readonly unknown[]) => (list.length === 0 ? 'none' : 'some')

/** What the route will do, in one sentence: it follows every key. */
export function RouteSentence({ facts }: { facts: SentenceFacts }) {
  const t = useTranslations('routes.sentence')
  const format = useFormatter()
  const and = (texts: readonly string[]) => format.list(texts)
  const or = (texts: readonly string[]) => format.list(texts, { type: 'disjunction' })
  const common = { m: mono, service: facts.service, chosen: facts.service === '' ? 'no' : 'yes', snis: word(facts.snis), sniList: or(facts.snis) }
  if (facts.kind === 'stream') {
    return (
      <p>
        {t.rich('stream', {
          ...common,
          protocols: and(facts.protocols),
          sources: word(facts.sources),
          sourceList: or(facts.sources),
          destinations: word(facts.destinations),
          destinationList: or(facts.destinations),
        })}
        {!facts.enabled && <> {t('disabled')}</>}
      </p>
    )
  }
  const conditions = [
    ...facts.headers.map(({ name, values }) => t('header', { name, values: or(values) })),
    ...facts.query.map(({ name, values }) => t('query', { name, values: or(values) })),
    ...(facts.snis.length > 0 ? [t('sni', { values: or(facts.snis) })] : []),
  ]
  return (
    <p>
      {t.rich('http', {
        ...common,
        methods: word(facts.methods),
        methodList: and(facts.methods),
        where: word(facts.where.shown),
        whereList: facts.where.more > 0 ? facts.where.shown.join(', ') : and(facts.where.shown),
        more: facts.where.more,
        conditions: word(conditions),
        conditionList: and(conditions),
        strip: word(facts.strip),
        stripList: or(facts.strip),
        host: facts.preserveHost ? 'kept' : 'own',
      })}
      {facts.httpAnswer !== null && <> {t('httpAnswer', { code: facts.httpAnswer, redirect: facts.httpAnswer === 426 ? 'no' : 'yes' })}</>}
      {!facts.enabled && <> {t('disabled')}</>}
    </p>
  )
}
