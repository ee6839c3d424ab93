'use client'
import { useTranslations } from 'next-intl'
import type { RouteTest } from '#lib/model/route-test.ts'
import { KeyValues } from '#components/ui/key-values.tsx'
import { Mono } from '#components/ui/mono.tsx'
import { TagList } from '#components/ui/tag-list.tsx'
import { headerPairs } from './test-values.ts'

/** The request of a test, in the order of the form; fields that were left out are not shown. */
export function RequestFacts({ test: { request, tags } }: { test: RouteTest }) {
  const t = useTranslations('routeTests.form')
  const headers = headerPairs(request.headers)
  const optional = ([['clientIp', request.clientIp], ['sni', request.sni], ['listener', request.listener]] as const).flatMap(([field, value]) =>
    value === undefined ? [] : [{ label: t(field), value: <Mono copy>{value}</Mono> }],
  )
  return (
    <KeyValues
      items={[
        { label: t('method'), value: <Mono>{request.method}</Mono> },
        { label: t('url'), value: <Mono copy>{request.url}</Mono> },
        ...(headers.length === 0
          ? []
          : [{ label: t('headers'), value: <ul>{headers.map(({ name, value }, index) => <li key={index}><Mono copy>{`${name}: ${value}`}</Mono></li>)}</ul> }]),
        ...optional,
        { label: t('tags'), value: <TagList tags={tags} empty={t('noTags')} /> },
      ]}
    />
  )
}
