import { z } from 'zod'
import { AppError, type Issue } from '#lib/errors.ts'
import { KIND_NAMES, type Kind } from '#lib/model/kinds.ts'
import { objectKey, type Dangling } from '#lib/store/refusals.ts'
import type { Store, Write } from '#lib/store/store.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { refuseInput } from '../parse-input.ts'
import { presentMixed } from '../present.ts'
import { DraftObject } from '../tester/input.ts'
import { verb } from '../verb.ts'
import { applyWrites, type Outcome } from './apply-writes.ts'
import { AllowBrokenTests, AllowShared, Comment, Flag } from './input.ts'
import { retryUnconditional } from './precondition.ts'
import { homeOf, prepareObject } from './prepare.ts'
import { isBuiltIn } from './remove.ts'
import { WritesOut } from './schemas.ts'
import { storedAmong } from './stored-among.ts'

type Listed = { kind: Kind; fields: Record<string, unknown>; index: number }

const idOf = ({ kind, fields }: Listed) => ({ kind, name: String(fields.name) })

async function writesOf(ctx: ServiceContext, listed: Listed[]): Promise<Write[]> {
  const found = await storedAmong(await ctx.store(), listed.map(idOf))
  const home = await homeOf(ctx)
  const writes: Write[] = []
  for (const item of listed) {
    const { kind, fields, index } = item
    const stored = found.get(objectKey(idOf(item))) ?? null
    const object = await prepareObject(ctx, { kind, fields, stored, home, at: ['objects', index] })
    writes.push({ op: 'put', kind, name: object.name, object, expect: stored?.version ?? 'absent' } as Write)
  }
  return writes.sort((a, b) => KIND_NAMES.indexOf(a.kind) - KIND_NAMES.indexOf(b.kind))
}

async function prunedBy(store: Store, writes: Write[]): Promise<Write[]> {
  const kinds = new Set(writes.map(({ kind }) => kind))
  const kept = new Set(writes.map(objectKey))
  const config = await store.read()
  return [...kinds].flatMap((kind) =>
    config[kind]
      .map(({ object }): Write => ({ op: 'delete', kind, name: object.name, expect: 'any' }))
      .filter((write) => !kept.has(objectKey(write)) && !isBuiltIn(kind, write.name)),
  )
}

function refuseTwice(ctx: ServiceContext, listed: Listed[]): void {
  const seen = new Set<string>()
  for (const item of listed) {
    const { index } = item
    const id = idOf(item)
    if (seen.has(objectKey(id))) refuseInput([{ path: ['objects', index, 'name'], message: say(ctx.locale, 'listedTwice', id) }])
    seen.add(objectKey(id))
  }
}

type Place = (id: { kind: Kind; name: string }) => (string | number)[]

/** An issue of a cluster says of which object it is. */
type OfObject = Issue & { kind?: Kind; name?: string }

/** The store names the field alone; here it is one field of one of many objects. */
async function withPlaces(place: Place, commit: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await commit()
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    const dangling = (cause.details.dangling ?? []) as Dangling[]
    const placeOf = ({ kind, name }: OfObject, index: number) => {
      const from = kind && name !== undefined ? { kind, name } : dangling[index]?.from
      return from ? place(from) : []
    }
    const issues = cause.issues.map((issue: OfObject, index) => ({ ...issue, path: [...placeOf(issue, index), ...issue.path] }))
    throw new AppError(cause.code, cause.message, issues, cause.details)
  }
}

export const applyObjects = verb({
  summary: 'Write many objects as one revision, or none; `prune` deletes the others of the kinds that are listed',
  role: 'editor',
  input: z.strictObject({ objects: z.array(DraftObject).max(100_000), prune: Flag, comment: Comment, dryRun: Flag, allowBrokenTests: AllowBrokenTests, allowShared: AllowShared }),
  output: WritesOut,
  async run(ctx, { objects, prune, ...options }) {
    const listed = objects.map(({ kind, ...fields }, index) => ({ kind, fields, index }))
    refuseTwice(ctx, listed)
    const places = new Map(listed.map((item) => [objectKey(idOf(item)), ['objects', item.index]]))
    const pathOf: Place = (id) => places.get(objectKey(id)) ?? []
    const outcome = await retryUnconditional({}, async () => {
      const puts = await writesOf(ctx, listed)
      const writes = prune ? [...puts, ...(await prunedBy(await ctx.store(), puts))] : puts
      return withPlaces(pathOf, () => applyWrites(ctx, { writes, ...options, action: 'apply', pathOf }))
    })
    const order = new Map([...places.keys()].map((key, index) => [key, index]))
    const answered = outcome.objects.toSorted((a, b) => (order.get(objectKey(a)) ?? 0) - (order.get(objectKey(b)) ?? 0))
    return { ...outcome, objects: answered.map(presentMixed) }
  },
})
