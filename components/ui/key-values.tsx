import type { ReactNode } from 'react'

export type KeyValue = { label: ReactNode; value: ReactNode }

/** Facts of one object, as a definition list. */
export function KeyValues({ items }: { items: KeyValue[] }) {
  return (
    <dl className="grid grid-cols-[minmax(96px,auto)_minmax(0,1fr)] gap-x-6">
      {items.map((item, index) => (
        <div key={index} className="col-span-2 grid min-h-8 grid-cols-subgrid items-center border-b py-1 last:border-b-0">
          <dt className="text-muted">{item.label}</dt>
          <dd className="min-w-0">{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
