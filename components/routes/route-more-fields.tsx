'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import type { Route } from '#lib/model/route.ts'
import type { ClusterDialect } from '#lib/model/workspace.ts'
import { SelectField, SwitchField, TagsField } from '#components/form/choice-fields.tsx'
import { Diagnosed } from '#components/form/field-diagnostics.tsx'
import { FieldGroup } from '#components/form/field-group.tsx'
import { KeyValuesField } from '#components/form/key-values-field.tsx'
import { StringListField } from '#components/form/list-field.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { AdditionalSettings } from '#components/form/section.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { hasField } from './dialect-fields.ts'
import { ListenersField } from './listeners-field.tsx'
import { RewriteTargetField, UnlessRewritten } from './rewrite-target-field.tsx'
import { hasTls, isStream, type RouteFormValues } from './route-values.ts'
import { UseRegexField } from './use-regex-field.tsx'

const REDIRECTS = [426, 301, 302, 307, 308] as const

/** Everything beyond the first screen. */
export function RouteMoreFields({ dialect }: { dialect: ClusterDialect | null }) {
  const t = useTranslations('routes.form')
  const place = useTranslations('routes.place')
  const protocols = useWatch<RouteFormValues, 'protocols'>({ name: 'protocols' })
  const snis = useWatch<RouteFormValues, 'snis'>({ name: 'snis' })
  const http = !isStream(protocols)
  const has = (field: keyof Route) => hasField(dialect, field)
  return (
    <AdditionalSettings>
      {dialect === 'nginx' && <Callout tone="neutral">{place('nginxLacks')}</Callout>}
      {has('headers') && (http || hasTls(protocols) || snis.length > 0) && (
        <FieldGroup title={t('conditions')} help={t('conditionsHelp')}>
          {http && (
            <>
              <Diagnosed name="headers">
                <KeyValuesField name="headers" label={t('headers')} help={t('headersHelp')} optional addLabel={t('addHeader')} rowLabel={t('header')} namePlaceholder="x-version" valuePlaceholder="v2" />
              </Diagnosed>
              <Diagnosed name="query">
                <KeyValuesField name="query" label={t('query')} help={t('queryHelp')} optional addLabel={t('addQuery')} rowLabel={t('queryArgument')} namePlaceholder="page" valuePlaceholder="2" />
              </Diagnosed>
            </>
          )}
          {(hasTls(protocols) || snis.length > 0) && (
            <Diagnosed name="snis">
              <StringListField name="snis" label={t('snis')} help={t('snisHelp')} optional addLabel={t('addSni')} rowLabel="SNI" placeholder="shop.test" />
            </Diagnosed>
          )}
        </FieldGroup>
      )}
      {http && (
        <FieldGroup title={t('precedence')}>
          {has('regexPriority') && <Diagnosed name="regexPriority"><NumberField name="regexPriority" label={t('regexPriority')} help={t('regexPriorityHelp')} placeholder="0" /></Diagnosed>}
          <UseRegexField always={dialect === 'nginx'} />
        </FieldGroup>
      )}
      {has('listeners') && (
        <FieldGroup title={t('where')}>
          <Diagnosed name="listeners"><ListenersField /></Diagnosed>
        </FieldGroup>
      )}
      {http && (
        <FieldGroup title={t('way')}>
          <Diagnosed name="rewriteTarget"><RewriteTargetField /></Diagnosed>
          {has('pathHandling') && (
            <Diagnosed name="pathHandling">
              <SelectField name="pathHandling" label={t('pathHandling')} help={<>{t('pathHandlingHelp')}<UnlessRewritten /></>} options={(['v0', 'v1'] as const).map((value) => ({ value, label: value, hint: t(`pathHandlings.${value}`) }))} />
            </Diagnosed>
          )}
          <Diagnosed name="httpsRedirectStatusCode">
            <SelectField
              name="httpsRedirectStatusCode"
              number
              label={t('httpsRedirectStatusCode')}
              help={t('httpsRedirectHelp')}
              options={REDIRECTS.map((code) => ({ value: String(code), label: t(`redirects.${code}`) }))}
            />
          </Diagnosed>
          <Diagnosed name="requestBuffering"><SwitchField name="requestBuffering" label={t('requestBuffering')} help={t('requestBufferingHelp')} /></Diagnosed>
          <Diagnosed name="responseBuffering"><SwitchField name="responseBuffering" label={t('responseBuffering')} help={t('responseBufferingHelp')} /></Diagnosed>
        </FieldGroup>
      )}
      {has('enabled') && (
        <FieldGroup title={t('record')}>
          <SwitchField name="enabled" label={t('enabled')} help={t('enabledHelp')} />
          <TagsField name="tags" label={t('tags')} help={t('tagsHelp')} optional placeholder="team-a" />
        </FieldGroup>
      )}
    </AdditionalSettings>
  )
}
