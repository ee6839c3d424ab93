import { AppError, type Issue } from '#lib/errors.ts'
import type { ExecuteResult } from '#lib/kubernetes/write/send/execute.ts'
import type { WriteIssue } from '#lib/kubernetes/write/types.ts'
import type { Undone } from '#lib/kubernetes/write/send/undo.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { canonicalJson } from './canonical.ts'
import type { ObjectId } from './refusals.ts'

const wordOf = ({ kind, namespace, name }: KubernetesRef) => `${kind} ${namespace}/${name}`

const NOTHING: Undone = { undone: [], left: [] }

/** What stays behind of a change that was given up. */
const remains = (left: Undone['left']): string => (left.length === 0 ? '' : `. Not taken back: ${left.map(({ ref, message }) => `${wordOf(ref)} (${message})`).join(', ')}`)

/** The routes that a write would change, too, where nothing else is in its way. */
function sharedOf(issues: readonly WriteIssue[]): { ingress: string; routes: string[] } | null {
  if (issues.some(({ code }) => code !== 'SHARED')) return null
  const ingresses = new Set(issues.map(({ params }) => String(params.ingress)))
  const routes = issues.flatMap(({ params }) => String(params.routes).split(',').map((name) => name.trim()))
  return { ingress: [...ingresses].join(', '), routes: [...new Set(routes)].filter((name) => name !== '') }
}

/** `kind` and `name`: of the object that it is about. */
type ToldIssue = Issue & Pick<WriteIssue, 'code' | 'params'> & Partial<ObjectId>

/**
 * INVALID for what a cluster cannot hold. `issues` and `details.issues` have a code and its parameters each, and say of which
 * object they are.
 * @param rest of a change that was begun before it was refused: what of it was taken back, and what was not
 */
export function notWritable(issues: readonly WriteIssue[], wanted: readonly ObjectId[], rest: Undone = NOTHING): AppError {
  const all = issues.map(({ wanted: place, ...issue }): ToldIssue => ({ ...issue, ...wanted[place] && { kind: wanted[place].kind, name: wanted[place].name } }))
  // The API server may say the same of one field more than once.
  const told = [...new Map(all.map((issue) => [canonicalJson(issue), issue])).values()]
  const shared = sharedOf(issues)
  const codes = [...new Set(issues.map(({ code }) => code))]
  const message = `${[...new Set(issues.map((issue) => issue.message))].join('\n')}${remains(rest.left)}`
  const kept = rest.left.length > 0 ? { undone: rest.undone, written: rest.left } : {}
  return new AppError('INVALID', message, told, { codes, issues: told, ...(shared ? { shared } : {}), ...kept })
}

type Failed = Extract<ExecuteResult, { kind: 'stale' | 'forbidden' | 'away' }>

/** Writes that were given up, other than for what they say. */
export function notWritten(failed: Failed): AppError {
  const details = { undone: failed.undone, written: failed.left }
  const rest = remains(failed.left)
  if (failed.kind === 'forbidden') {
    const message = [...new Set(failed.denials.map((denial) => denial.message))].join('\n')
    return new AppError('FORBIDDEN', `${message}${rest}`, [], { ...details, denials: failed.denials.map(({ ref, right }) => ({ ref, right })) })
  }
  if (failed.kind === 'away') {
    const unsure = failed.uncertain.length === 0 ? '' : `. Perhaps written all the same: ${failed.uncertain.map(wordOf).join(', ')}`
    return new AppError('UNAVAILABLE', `The cluster does not answer: ${failed.message}${unsure}${rest}`, [], { ...details, uncertain: failed.uncertain })
  }
  return new AppError('UNAVAILABLE', `${wordOf(failed.ref)} is changed by others all the time; try again${rest}`, [], details)
}

/** CONFLICT for what Ingresses of other classes name. */
export const namedByStrangers = (ingresses: readonly KubernetesRef[]): AppError =>
  new AppError('CONFLICT', `Still referred to by ${ingresses.slice(0, 5).map(wordOf).join(', ')}${ingresses.length > 5 ? ', …' : ''}, of another ingress class`, [], { referrers: [], kubernetes: ingresses })

export const mixedChange = (): AppError =>
  new AppError('INVALID', 'Route tests live beside the cluster; change them apart from its objects', [{ path: [], message: 'Change route tests apart from other objects' }], { mixed: true })
