import { clsx } from 'clsx'

/** A grey block with the size of what it stands for. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden className={clsx('block animate-pulse rounded-sm bg-line', className ?? 'h-4 w-24')} />
)

/** Rows of a table that is on its way. */
export const SkeletonRows = ({ rows = 6, columns = 4 }: { rows?: number; columns?: number }) => (
  <div aria-hidden>
    {Array.from({ length: rows }, (_, row) => (
      <div key={row} className="flex h-8 items-center gap-6 border-b px-3">
        {Array.from({ length: columns }, (_, column) => (
          <Skeleton key={column} className={clsx('h-3', ['w-32', 'w-52', 'w-24', 'w-16'][(row + column) % 4])} />
        ))}
      </div>
    ))}
  </div>
)
