import { createHash } from 'node:crypto'
import type { RoutingConfig, SourceRef } from '#lib/model/routing-config.ts'
import type { CompiledConsumer } from '#lib/snapshot/snapshot.ts'
import type { Diagnose } from './diagnose.ts'

const digestOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/** Credentials that were read from different Kubernetes Secrets are never asked about together: a filter names the users of one. */
const scopeOf = ({ origin }: SourceRef): string => (origin ? `${origin.namespace}/${origin.name}` : '')

/**
 * The enabled consumers of a workspace with what their credentials show. Of two of one scope that show the
 * same, the first by name counts: one secret must not speak for two.
 */
export function compileConsumers(config: RoutingConfig, diagnostics: Diagnose): CompiledConsumer[] {
  const byName = new Map<string, CompiledConsumer>()
  const known = new Set(config.consumers.map(({ object }) => object.name))
  for (const { object } of config.consumers) {
    if (!object.enabled) continue
    byName.set(object.name, { workspace: config.workspace, name: object.name, customId: object.customId ?? null, passwords: [], keys: [] })
  }
  const shown = new Map<string, string>()
  for (const { object, source } of config.credentials) {
    const { name, consumer, type, username, secret, enabled } = object
    if (!known.has(consumer)) {
      diagnostics.error(source, 'DANGLING_REFERENCE', 'consumer', `There is no consumer "${consumer}"; the credential lets nobody in`, { name: consumer })
      continue
    }
    const owner = byName.get(consumer)
    // What lets nobody in takes nobody's place.
    if (!enabled || owner === undefined) continue
    const text = type === 'basicAuth' ? `${username}:${secret}` : secret
    const digest = digestOf(text)
    // User names are one name space: two passwords for one name would be two people.
    const key = `${type} ${scopeOf(source)} ${username ?? digest}`
    const first = shown.get(key)
    if (first !== undefined) {
      const what = type === 'basicAuth' ? `The user name "${username}" is taken by` : 'The same key belongs to'
      diagnostics.error(source, 'CREDENTIAL_CONFLICT', type === 'basicAuth' ? 'username' : 'secret', `${what} the credential "${first}"; this one lets nobody in`, { winner: first })
      continue
    }
    shown.set(key, name)
    owner[type === 'basicAuth' ? 'passwords' : 'keys'].push({ credential: name, digest })
  }
  return [...byName.values()]
}
