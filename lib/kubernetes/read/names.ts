import { createHash } from 'node:crypto'
import type { IngressPath, ObjectKey } from '../objects.ts'

// Two tildes stand in no name that is made of a path letter by letter, so that what follows them is always ours.
const MARK = '~~'
const LONGEST = 128
const HASH_LENGTH = 10
const PLAIN_PATH = /^(?!.*\/\/)\/[A-Za-z0-9._/-]*$/
const OTHERS = /[^A-Za-z0-9._~-]+/g

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH)

/** The text as a Name of the model; where letters are lost, a hash of `whole` tells it from others. */
function toName(text: string, isWhole: boolean, whole: string): string {
  if (isWhole && text.length <= LONGEST) return text
  return `${text.slice(0, LONGEST - MARK.length - HASH_LENGTH)}${MARK}${hashOf(whole)}`
}

/** `<namespace>.<rest>`: a namespace has no dot, so that the first one ends it. */
export function nameIn(namespace: string, ...rest: (string | number)[]): string {
  const text = [namespace, ...rest].join('.')
  return toName(text, true, text)
}

/** The name of the certificate of ours that a Secret is. */
export const certificateName = (key: ObjectKey): string => {
  const slash = key.indexOf('/')
  return nameIn(key.slice(0, slash), key.slice(slash + 1))
}

/** What stands for a backend that can be no Service. */
export const nameOfResource = (namespace: string, kind: string, name: string): string => {
  const text = `${namespace}.${kind.toLowerCase()}${MARK}${name}`
  return toName(text.replace(OTHERS, '-'), text.replace(OTHERS, '') === text, `${namespace}/${kind}/${name}`)
}

const PLAIN_USER = /^[A-Za-z0-9._-]+$/

/** `<namespace>.<secret>~<user>`: neither a Secret nor a plain user has a "~". Null: nobody of that Secret. */
export function consumerName(namespace: string, secret: string, user: string | null): string {
  const text = `${namespace}.${secret}${user === null ? `${MARK}nobody` : `~${user}`}`
  return toName(text.replace(OTHERS, '-'), user === null || PLAIN_USER.test(user), text)
}

/** One host and path of an Ingress; null for its default backend. */
export type Claim = { host: string; path: string; pathType: IngressPath['pathType'] } | null

const TYPES = ['Prefix', 'Exact', 'ImplementationSpecific'] as const
const SUFFIXES = { Prefix: 'prefix', Exact: 'exact', ImplementationSpecific: 'implementation-specific' } as const

const textOf = (claim: Claim) => (claim === null ? `${MARK}default` : `~${claim.host.replace('*', '_') || '_'}${claim.path.replaceAll('/', '~')}`)

/**
 * A name for each host and path of an Ingress, in any order: `<namespace>.<ingress>` for the only one, else with
 * `~<host>~<path>`, where "_" stands for "*" and for no host, and "~" for "/".
 */
export function routeNames(namespace: string, ingress: string, claims: readonly Claim[]): string[] {
  const start = `${namespace}.${ingress}`
  if (claims.length === 1) return [toName(start, true, start)]
  const types = new Map<string, Set<string>>()
  for (const claim of claims) {
    if (!claim) continue
    const key = `${claim.host} ${claim.path}`
    types.set(key, (types.get(key) ?? new Set()).add(claim.pathType))
  }
  const times = new Map<string, number>()
  return claims.map((claim) => {
    // Of several types of one path, the first in the order of TYPES has the name without one.
    const all = claim && types.get(`${claim.host} ${claim.path}`)!
    const type = claim && all && TYPES.find((one) => all.has(one)) !== claim.pathType ? `${MARK}${SUFFIXES[claim.pathType]}` : ''
    const text = `${start}${textOf(claim)}${type}`
    const time = (times.get(text) ?? 0) + 1
    times.set(text, time)
    const whole = `${text}${time > 1 ? `${MARK}${time}` : ''}`
    const isPlain = claim === null || PLAIN_PATH.test(claim.path)
    return toName(whole.replace(OTHERS, '-'), isPlain, whole)
  })
}
