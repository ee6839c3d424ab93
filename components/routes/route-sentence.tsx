'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { useFilterSummary } from '#components/filters/use-filter-summary.ts'
import type { SentenceFacts } from './sentence-facts.ts'

const word = (list: readonly unknown[]) => (list.length === 0 ? 'none' : 'some')

const Term = ({ children }: { children: string }) => (
  <code title={children} className="inline-block max-w-full truncate align-bottom leading-5">{children}</code>
)

/** What the route will do, in one sentence: it follows every key. */
export function RouteSentence({ facts }: { facts: SentenceFacts }) {
  const t = useTranslations('routes.sentence')
  const format = useFormatter()
  const summary = useFilterSummary()
  const list = (texts: readonly string[], type: 'conjunction' | 'disjunction') => () => (
    <span key={texts.join()}>{format.list(texts.map((text, index) => <Term key={index}>{text}</Term>), { type })}</span>
  )
  const or = (texts: readonly string[]) => format.list(texts, { type: 'disjunction' })
  const common = {
    service: list([facts.service], 'conjunction'),
    chosen: facts.service === '' ? 'no' : 'yes',
    hasSnis: word(facts.snis),
    snis: list(facts.snis, 'disjunction'),
  }
  const after = (
    <>
      {facts.listeners.length > 0 && <> {t.rich('listeners', { count: facts.listeners.length, names: list(facts.listeners, 'conjunction') })}</>}
      {!facts.enabled && <> {t('disabled')}</>}
    </>
  )
  if (facts.kind === 'stream') {
    return (
      <p>
        {t.rich('stream', {
          ...common,
          protocols: list(facts.protocols, 'conjunction'),
          hasSources: word(facts.sources),
          sources: list(facts.sources, 'disjunction'),
          hasDestinations: word(facts.destinations),
          destinations: list(facts.destinations, 'disjunction'),
        })}
        {after}
      </p>
    )
  }
  const { rewrite, answer } = facts
  const made = { prefix: rewrite.value, full: rewrite.value, regex: rewrite.replacement, groups: rewrite.target, none: '' }[rewrite.kind]
  const cuts = rewrite.kind === 'regex' && made === ''
  const goesOn = answer === null
  const conditions = [
    ...facts.headers.map(({ name, values }) => t('header', { name, values: or(values) })),
    ...facts.query.map(({ name, values }) => t('query', { name, values: or(values) })),
    ...(facts.snis.length > 0 ? [t('sni', { values: or(facts.snis) })] : []),
  ]
  return (
    <p>
      {t.rich('http', {
        ...common,
        chosen: answer?.type === 'redirect' || answer?.type === 'respond' ? answer.type : facts.isWithout ? 'without' : common.chosen,
        answer: () => <span key="answer">{answer === null ? '' : summary(answer)}</span>,
        hasMethods: word(facts.methods),
        methods: list(facts.methods, 'conjunction'),
        hasWhere: word(facts.where.shown),
        where: list(facts.where.shown, 'disjunction'),
        more: facts.where.more,
        hasConditions: word(conditions),
        conditions: list(conditions, 'conjunction'),
        hasStrip: goesOn ? word(facts.strip) : 'none',
        strip: list(facts.strip, 'disjunction'),
        rewrite: !goesOn ? 'none' : cuts ? 'cut' : rewrite.kind,
        made: list([made || '…'], 'conjunction'),
        pattern: list([rewrite.pattern || '…'], 'conjunction'),
        host: facts.preserveHost || !goesOn ? 'kept' : 'own',
      })}
      {facts.checks.length > 0 && <> {t.rich('checks', { list: () => <span key="checks">{facts.checks.map(summary).join(t('separator'))}</span> })}</>}
      {facts.httpAnswer !== null && <> {t('httpAnswer', { code: facts.httpAnswer, redirect: facts.httpAnswer === 426 ? 'no' : 'yes' })}</>}
      {after}
    </p>
  )
}
