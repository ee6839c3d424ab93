import type { Consumer } from '#lib/model/consumer.ts'
import type { Credential, CredentialType } from '#lib/model/credential.ts'
import type { Declared } from '#lib/model/routing-config.ts'
import type { ObjectKey, SecretState } from '../objects.ts'
import { consumersOf, usersOf, type User, type UsersUse } from './users.ts'

/** What was made of a Secret, by its key, as long as it stays the same object and is used alike. */
export type ConsumerMemo = Map<ObjectKey, Kept>

type Kept = { state: SecretState | undefined; types: string; consumers: Declared<Consumer>[]; credentials: Declared<Credential>[] }

export type ConsumersRead = { consumers: Declared<Consumer>[]; credentials: Declared<Credential>[]; wanted: Set<ObjectKey> }

// Of what is not there; nothing is ordered by it.
const NEVER = '1970-01-01T00:00:00Z'

const SUFFIX: Record<CredentialType, string> = { basicAuth: 'password', keyAuth: 'key' }
// Names of consumers are at most as long as theirs, so that a few letters must be spared.
const LONGEST = 128

const credentialName = (consumer: string, type: CredentialType) => `${consumer.slice(0, LONGEST - SUFFIX[type].length - 2)}~~${SUFFIX[type]}`

type Made = Pick<Kept, 'consumers' | 'credentials'>

function declare(workspace: string, key: ObjectKey, types: readonly CredentialType[], state: SecretState | undefined): Made {
  const [namespace, name] = key.split('/') as [string, string]
  const createdAt = typeof state === 'object' ? state.metadata.creationTimestamp : NEVER
  const declared = <T extends { name: string }>(kind: string, object: T): Declared<T> => ({
    object,
    source: { workspace, kind, name: object.name, origin: { kind: 'Secret', namespace, name } },
    createdAt,
  })
  const consumers = new Map<string, Declared<Consumer>>()
  const credentials: Declared<Credential>[] = []
  for (const type of types) {
    const read = typeof state === 'object' ? usersOf(state, type) : null
    const users: User[] = read && 'value' in read ? read.value.users : []
    consumersOf(key, users).forEach((consumer, place) => {
      const user = users[place]
      // Who may pass where nobody may: a name must stand there, and belong to nobody.
      const object: Consumer = { name: consumer, enabled: user !== undefined, tags: [], ...(user ? { customId: user.name } : {}) }
      if (!consumers.has(consumer)) consumers.set(consumer, declared('consumers', object))
      if (!user) return
      const login = type === 'basicAuth' ? { username: user.name } : {}
      const credential = { name: credentialName(consumer, type), consumer, type, ...login, secret: user.secret, enabled: true, tags: [] }
      credentials.push(declared('credentials', credential))
    })
  }
  return { consumers: [...consumers.values()], credentials }
}

/** The consumers and credentials of the Secrets whose users may pass somewhere; what did not change gives the very same objects. */
export function readConsumers(
  workspace: string,
  uses: readonly UsersUse[],
  secrets: ReadonlyMap<ObjectKey, SecretState>,
  memo: ConsumerMemo,
): ConsumersRead {
  const byKey = new Map<ObjectKey, Set<CredentialType>>()
  for (const { key, type } of uses) byKey.set(key, (byKey.get(key) ?? new Set()).add(type))
  const read: ConsumersRead = { consumers: [], credentials: [], wanted: new Set(byKey.keys()) }
  for (const key of memo.keys()) if (!byKey.has(key)) memo.delete(key)
  for (const [key, set] of byKey) {
    const state = secrets.get(key)
    const types = [...set].sort()
    const known = memo.get(key)
    const isSame = known !== undefined && known.state === state && known.types === types.join()
    const kept = isSame ? known : { state, types: types.join(), ...declare(workspace, key, types, state) }
    memo.set(key, kept)
    for (const one of kept.consumers) read.consumers.push(one)
    for (const one of kept.credentials) read.credentials.push(one)
  }
  return read
}
