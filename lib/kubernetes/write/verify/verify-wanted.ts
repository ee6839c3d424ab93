import { isDeepStrictEqual } from 'node:util'
import type { Kind, Model } from '#lib/model/kinds.ts'
import type { Declared, KubernetesRef } from '#lib/model/routing-config.ts'
import { DIALECTS } from '../dialects.ts'
import { keptForm, pathInForm } from './kept-form.ts'
import type { Readings } from './readings.ts'
import { ingressOf } from '../refs.ts'
import type { Plan, Wanted, World, WriteIssue } from '../types.ts'

type Note = (wanted: number, path: WriteIssue['path'], message: string, params?: WriteIssue['params']) => void

const LONGEST = 120

/** A value for people, on one line. */
const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}

/** Fields that the cluster fills in where nothing is said of them. */
function isFilledIn(kind: Kind, field: string, before: Declared<object> | undefined): boolean {
  // Several ports need names, and a host without a port is dialled at that of its protocol.
  if (kind === 'services') return field === 'nodePort' || field === 'portName' || field === 'port'
  if (kind === 'certificates') return field === 'snis'
  // Others of the Ingress may have the host covered already.
  return kind === 'routes' && field === 'certificate' && (before?.object as Model['routes'] | undefined)?.kubernetes?.certificate === undefined
}

/** Why a route that is written is not there: somebody else's, most of the time. */
function reasonOf({ after }: Readings, ref: KubernetesRef | null): string | null {
  const about = after.config.diagnostics?.filter(({ source }) => ref !== null && source.name === ref.name && source.namespace === ref.namespace)
  return about?.find(({ code }) => code === 'PATH_TAKEN')?.message ?? null
}

function compare(wanted: Wanted & { object: object }, index: number, name: string, readings: Readings, world: World, note: Note): void {
  const { kind, object } = wanted
  const found = readings.find(kind, name)
  // Where each route has a canary of its own, one that is over leaves no record.
  if (kind === 'canaries' && wanted.object.state !== 'active' && DIALECTS[world.workspace.dialect].writeOwnCanaries) {
    if (found) note(index, ['state'], 'Would still be there', { name })
    return
  }
  if (!found) {
    const reason = reasonOf(readings, ingressOf(wanted, world))
    return note(index, [], reason ?? 'This would not be read back at all', { reason: reason ?? '' })
  }
  const before = readings.findBefore(kind, wanted.name)
  const asked = keptForm(kind, object as Model[typeof kind])
  const read = keptForm(kind, found.object as Model[typeof kind])
  for (const field of new Set([...Object.keys(asked), ...Object.keys(read)])) {
    if (field === 'name' || (kind === 'canaries' && field === 'route') || isDeepStrictEqual(asked[field], read[field])) continue
    const isMoved = kind === 'routes' && !isDeepStrictEqual(asked['hosts'], (before?.object as Model['routes'] | undefined)?.hosts)
    if (asked[field] === undefined && (isFilledIn(kind, field, before) || (field === 'certificate' && isMoved))) continue
    if (kind === 'services' && object.kubernetes === undefined && pathInForm(kind, field).length > 1) continue
    if (kind === 'certificates' && field === 'snis') continue
    const path = pathInForm(kind, field)
    note(index, path, `Would be read back as ${kind === 'certificates' ? 'something else' : shown(read[field])}`, { field: path.join('.') })
  }
}

/** Compares what would be read back with each wanted object, field by field. */
export function verifyWanted(world: World, plan: Plan, wanted: readonly Wanted[], readings: Readings, note: Note): void {
  wanted.forEach((one, index) => {
    const name = plan.names.get(index) ?? one.name
    if (one.object) return compare(one as Wanted & { object: object }, index, name, readings, world, note)
    const isStill = readings.find(one.kind, one.name)
    if (isStill && !readings.isRenamed(one.kind, one.name)) note(index, [], 'Would still be there: something else refers to it, or takes its name', { name: one.name })
  })
}
