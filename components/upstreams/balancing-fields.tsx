'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { Algorithm, HashOn } from '#lib/model/upstream.ts'
import { SelectField } from '#components/form/choice-fields.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { FieldRow } from '#components/form/field-group.tsx'
import { TextField } from '#components/form/text-field.tsx'
import { hasFallback, hashDetailsInUse, hashes, type HashDetail } from './hash-fields-in-use.ts'
import type { UpstreamValues } from './upstream-values.ts'

const EXAMPLES: Record<HashDetail, string> = {
  hashOnHeader: 'x-user',
  hashFallbackHeader: 'x-session',
  hashOnCookie: 'session',
  hashOnCookiePath: '/',
  hashOnQueryArg: 'user',
  hashFallbackQueryArg: 'session',
  hashOnUriCapture: 'id',
  hashFallbackUriCapture: 'name',
}

const COOKIE: HashDetail[] = ['hashOnCookie', 'hashOnCookiePath']
const FIRST: HashDetail[] = ['hashOnHeader', 'hashOnQueryArg', 'hashOnUriCapture']
const FALLBACK: HashDetail[] = ['hashFallbackHeader', 'hashFallbackQueryArg', 'hashFallbackUriCapture']

/** Algorithm, and what it hashes where it hashes. */
export function BalancingFields() {
  const t = useTranslations('upstreams')
  const [algorithm, hashOn, hashFallback] = useWatch<UpstreamValues, ['algorithm', 'hashOn', 'hashFallback']>({
    name: ['algorithm', 'hashOn', 'hashFallback'],
  })
  const choice = { algorithm, hashOn, hashFallback }
  const inUse = hashDetailsInUse(choice)
  const detail = (name: HashDetail) =>
    inUse.has(name) && (
      <TextField
        key={name}
        name={name}
        label={t(`form.${name}`)}
        help={t(name === 'hashOnCookiePath' ? 'form.cookiePathHelp' : 'form.detailHelp')}
        placeholder={EXAMPLES[name]}
        mono
      />
    )
  const words = (options: readonly (typeof HashOn.options)[number][]) => options.map((value) => ({ value, label: t(`hashOn.${value}`) }))
  return (
    <>
      <Diagnosed name="algorithm">
        <SelectField
          name="algorithm"
          label={t('form.algorithm')}
          options={Algorithm.options.map((value) => ({ value, label: t(`algorithm.${value}`), hint: t(`algorithmHint.${value}`) }))}
        />
      </Diagnosed>
      {hashes(choice) && (
        <>
          <FieldRow>
            <SelectField name="hashOn" label={t('form.hashOn')} help={t('form.hashOnHelp')} options={words(HashOn.options)} />
            <div className="space-y-4">{[...(hashOn === 'cookie' ? COOKIE : []), ...FIRST].map(detail)}</div>
          </FieldRow>
          {hasFallback(choice) && (
            <FieldRow>
              <SelectField name="hashFallback" label={t('form.hashFallback')} help={t('form.hashFallbackHelp')} options={words(HashOn.options)} />
              <div className="space-y-4">{[...COOKIE, ...FALLBACK].map(detail)}</div>
            </FieldRow>
          )}
        </>
      )}
    </>
  )
}
