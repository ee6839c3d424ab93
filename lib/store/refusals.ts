import { AppError } from '#lib/errors.ts'
import type { Kind } from '#lib/model/kinds.ts'
import type { Reference } from '#lib/model/references.ts'
import type { Stored } from './store.ts'

export type ObjectId = { kind: Kind; name: string }

export const objectKey = ({ kind, name }: ObjectId): string => `${kind}/${name}`

const words = (ids: ObjectId[]) => `${ids.slice(0, 5).map(objectKey).join(', ')}${ids.length > 5 ? ` and ${ids.length - 5} more` : ''}`

export const staleVersion = (id: ObjectId, current: Stored | null): AppError =>
  new AppError('STALE_VERSION', `${objectKey(id)} was ${current ? 'changed' : 'deleted'} by somebody else`, [], { current })

export const alreadyExists = (id: ObjectId): AppError => new AppError('CONFLICT', `${objectKey(id)} exists already`)

export const notFound = (what: string): AppError => new AppError('NOT_FOUND', `There is no ${what}`)

/** @param ids may name an object twice, which refers by two fields */
export function stillReferredTo(ids: ObjectId[]): AppError {
  const distinct = new Map(ids.map(({ kind, name }) => [objectKey({ kind, name }), { kind, name }]))
  const referrers = [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, id]) => id)
  return new AppError('CONFLICT', `Still referred to by ${words(referrers)}`, [], { referrers })
}

/** An object that names nothing: `from` is the object, `to` what it names and the field that does. */
export type Dangling = { from: ObjectId; to: Reference }

/** `issues` hold the field alone, as for a write of one object; `details.dangling` says whose field. */
export const danglingReferences = (dangling: Dangling[]): AppError =>
  new AppError(
    'INVALID',
    dangling.map(({ from, to }) => `${objectKey(from)} refers to ${objectKey(to)}, which does not exist`).join('\n'),
    dangling.map(({ to }) => ({ path: to.path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)), message: `There is no ${objectKey(to)}` })),
    { dangling },
  )
