'use client'
import { useDeferredValue, useState } from 'react'
import { useList } from '#components/api/queries.ts'
import type { FieldProps } from '#components/form/field.tsx'
import { ListField } from '#components/form/list-field.tsx'
import { Combobox } from '#components/ui/combobox.tsx'

/** Names of consumers, each chosen or typed. */
export function ConsumersField(props: FieldProps & { addLabel: string; rowLabel: string }) {
  const [typed, setTyped] = useState('')
  const found = useList('consumers', { q: useDeferredValue(typed), limit: 100, sort: 'name' })
  const items = (found.data?.items ?? []).map(({ name }) => ({ value: name }))
  return (
    <ListField<string>
      {...props}
      newRow={() => ''}
      isEmpty={(row) => row === ''}
      parseLine={(line) => line}
      row={({ value, onChange, onBlur, invalid, label }) => (
        <Combobox label={label} mono free value={value} onChange={onChange} onBlur={onBlur} invalid={invalid} items={items} loading={found.isPending} onSearch={setTyped} placeholder="ann" />
      )}
    />
  )
}
