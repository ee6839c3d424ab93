const columns = [
  { id: 'ended', className: 'w-28 @max-[560px]:w-20' },
  { id: 'method', className: 'w-20 @max-[560px]:hidden' },
  { id: 'address', className: '' },
  { id: 'status', className: 'w-18' },
  { id: 'route', className: 'w-34 @max-[720px]:hidden' },
  { id: 'service', className: 'w-32 @max-[1180px]:hidden' },
  { id: 'answered', className: 'w-42 @max-[900px]:hidden' },
  { id: 'duration', className: 'w-19 @max-[560px]:hidden', end: true },
  { id: 'bytes', className: 'w-19 @max-[800px]:hidden', end: true },
] as const

export type ColumnId = (typeof columns)[number]['id']

/** Widths are fixed; what the table has no room for gives way. The address takes the rest. */
export const COLUMNS: readonly { id: ColumnId; className: string; end?: boolean }[] = columns
