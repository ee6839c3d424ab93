'use client'
import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { TagsField } from '#components/form/choice-fields.tsx'
import { Diagnosed, diagnosticsOf, FormDiagnostics } from '#components/form/field-diagnostics.tsx'
import { LiveDiagnostics } from '#components/form/live-diagnostics.tsx'
import { StringListField } from '#components/form/list-field.tsx'
import { NameField } from '#components/form/name-field.tsx'
import { NumberField } from '#components/form/number-field.tsx'
import { ObjectForm } from '#components/form/object-form.tsx'
import { AdditionalSettings } from '#components/form/section.tsx'
import { SegmentsField } from '#components/form/segments-field.tsx'
import { useLiveCheck } from '#components/form/use-live-check.ts'
import { useObjectForm } from '#components/form/use-object-form.ts'
import { KnownWorkspace } from '#components/kubernetes/known-workspace.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { CertificateFactsView } from './certificate-facts.tsx'
import {
  EditedCertificate, fromFormValues, NewCertificate, newCertificate, PastedCertificate, toCopy, toField, toFormValues, type CertificateValues,
} from './certificate-values.ts'
import { ClientFields } from './client-fields.tsx'
import { PairFields } from './pair-fields.tsx'
import { SecretPlaceFields } from './secret-place-fields.tsx'

const SECRET = ['key'] as const

type Props = { name?: string; from?: string }

export const CertificateForm = (props: Props) => <KnownWorkspace>{(cluster) => <Form {...props} inCluster={cluster !== null} />}</KnownWorkspace>

function Form({ name, from, inCluster }: Props & { inCluster: boolean }) {
  const t = useTranslations('certificates.form')
  const editing = name !== undefined
  const state = useObjectForm({
    kind: 'certificates',
    ...(name === undefined ? {} : { name }),
    ...(from === undefined ? {} : { from }),
    toForm: (certificate) => (certificate ? toFormValues(certificate, inCluster) : newCertificate(inCluster)),
    toCopy,
    fromForm: fromFormValues,
    toField,
    secret: SECRET,
    schema: editing ? EditedCertificate : NewCertificate,
  })
  // A pair is generated only when it is saved: a dry run would make another one.
  const check = useLiveCheck(state, editing ? EditedCertificate : PastedCertificate)
  return (
    <FormDiagnostics value={diagnosticsOf(check?.diagnostics, 'certificates', check?.object.name ?? '')}>
      <ObjectForm
        state={state}
        aside={
          <div className="space-y-4">
            <LiveDiagnostics items={check?.diagnostics} />
            {check?.object.facts && <Panel title={t('facts')}><CertificateFactsView facts={check.object.facts} /></Panel>}
          </div>
        }
      >
        <div className="space-y-4 pb-5">
          {inCluster ? <SecretPlaceFields stored={editing ? state.stored : undefined} /> : <NameField editing={editing} placeholder="shop-test" />}
          {!editing && (
            <SegmentsField
              name="source"
              label={t('source')}
              options={[
                { value: 'pem', label: t('sourcePem') },
                { value: 'selfSigned', label: t('sourceSelfSigned') },
              ]}
            />
          )}
          <Origin editing={editing} copied={from !== undefined} inCluster={inCluster} />
        </div>
        <AdditionalSettings>
          <ClientFields />
          <TagsField name="tags" label={t('tags')} help={t('tagsHelp')} placeholder="team-a" optional />
        </AdditionalSettings>
      </ObjectForm>
    </FormDiagnostics>
  )
}

/** The pair and the names it serves, or the names and the days to make one with. */
function Origin({ editing, copied, inCluster }: { editing: boolean; copied: boolean; inCluster: boolean }) {
  const t = useTranslations('certificates.form')
  const source = useWatch<CertificateValues, 'source'>({ name: 'source' })
  const selfSigned = source === 'selfSigned'
  return (
    <>
      {!selfSigned && <PairFields editing={editing} copied={copied} />}
      {inCluster && <p className="text-muted">{t('snisInCluster')}</p>}
      {(!inCluster || selfSigned) && <Diagnosed name="snis">
        <StringListField
          name="snis"
          label={t('snis')}
          help={selfSigned ? t('snisSelfSigned') : t('snisHelp')}
          addLabel={t('addSni')}
          rowLabel={t('sni')}
          placeholder="shop.example.com"
          optional={!selfSigned}
        />
      </Diagnosed>}
      {selfSigned && <NumberField name="days" label={t('days')} help={t('daysHelp')} unit={t('daysUnit')} placeholder="365" />}
    </>
  )
}
