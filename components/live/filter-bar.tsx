'use client'
import { Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useDeferredValue, useId, useState } from 'react'
import { useList } from '#components/api/queries.ts'
import { Combobox, type ComboboxItem } from '#components/ui/combobox.tsx'
import { Input } from '#components/ui/input.tsx'
import { isStatus, type LiveFilter } from './filter.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const STATUSES = ['2xx', '3xx', '4xx', '5xx', '404', '499', '502', '503', '504']
const itemsOf = (values: readonly string[]): ComboboxItem[] => values.map((value) => ({ value }))

type Props = { filter: LiveFilter; onFilter: (change: Partial<LiveFilter>) => void; /** Hosts that were seen. */ hosts: readonly string[] }

/** Which requests to show; all that are given must hold. */
export function FilterBar({ filter, onFilter, hosts }: Props) {
  const t = useTranslations('live.filter')
  const statusHelp = useId()
  return (
    <div role="group" aria-label={t('label')} className="mb-3 grid grid-cols-2 gap-2 md:grid-cols-3 xl:grid-cols-[minmax(0,1.6fr)_repeat(3,minmax(0,1.1fr))_repeat(2,minmax(0,0.8fr))]">
      <Input
        type="search"
        data-list-search=""
        aria-label={t('q')}
        placeholder={t('q')}
        lead={<Search size={14} aria-hidden />}
        value={filter.q}
        onChange={(event) => onFilter({ q: event.target.value })}
        onKeyDown={(event) => event.key === 'Escape' && (filter.q === '' ? event.currentTarget.blur() : onFilter({ q: '' }))}
      />
      <ObjectFilter kind="routes" label={t('route')} value={filter.route} onChange={(route) => onFilter({ route })} />
      <ObjectFilter kind="services" label={t('service')} value={filter.service} onChange={(service) => onFilter({ service })} />
      <Combobox free clearable mono label={t('host')} placeholder={t('host')} items={itemsOf(hosts)} value={filter.host} onChange={(host) => onFilter({ host: host.trim() })} />
      <Combobox free clearable label={t('method')} placeholder={t('method')} items={itemsOf(METHODS)} value={filter.method} onChange={(method) => onFilter({ method: method.trim().toUpperCase() })} />
      <Combobox
        free
        clearable
        label={t('status')}
        placeholder={t('status')}
        invalid={!isStatus(filter.status)}
        describedBy={statusHelp}
        items={itemsOf(STATUSES)}
        value={filter.status}
        onChange={(status) => onFilter({ status: status.trim().toLowerCase() })}
      />
      <span id={statusHelp} hidden>{t('statusHelp')}</span>
    </div>
  )
}

const SHOWN = 50

type ObjectProps = { kind: 'routes' | 'services'; label: string; value: string; onChange: (name: string) => void }

function ObjectFilter({ kind, label, value, onChange }: ObjectProps) {
  const [typed, setTyped] = useState('')
  const found = useList(kind, { q: useDeferredValue(typed), limit: SHOWN })
  return (
    <Combobox
      clearable
      label={label}
      placeholder={label}
      items={itemsOf((found.data?.items ?? []).map(({ name }) => name))}
      loading={found.isFetching}
      onSearch={setTyped}
      value={value}
      onChange={(name) => {
        setTyped('')
        onChange(name)
      }}
    />
  )
}
