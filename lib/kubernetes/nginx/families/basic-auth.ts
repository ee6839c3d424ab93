import { BasicAuth } from '#lib/model/filters/auth.ts'
import { ObjectName } from '../../annotations/references.ts'
import type { Family } from '../reader.ts'

/** User names and passwords of a Secret (ingress-nginx annotations/auth). A Secret of another namespace is not read, as by its default. */
export const BASIC_AUTH: Family = {
  names: ['auth-type', 'auth-secret', 'auth-secret-type', 'auth-realm'],
  read({ draft, namespace, text, invalid, closes }) {
    const type = text('auth-type')
    const secret = text('auth-secret')
    if (type === undefined && secret === undefined) return
    if (type === undefined) return closes('auth-secret', 'Needs auth-type: basic')
    if (type !== 'basic') return closes('auth-type', type === 'digest' ? 'Digest authentication is not served' : 'Must be "basic"')
    if (!secret) return closes('auth-type', 'Needs auth-secret')
    const [other, own] = secret.includes('/') ? (secret.split('/', 2) as [string, string]) : [namespace, secret]
    if (other !== namespace) return closes('auth-secret', `Names a Secret of the namespace ${other}; only those of ${namespace} are read`)
    if (!ObjectName.safeParse(own).success) return closes('auth-secret', 'Must be the name of a Secret')
    const kind = text('auth-secret-type') ?? 'auth-file'
    if (kind !== 'auth-file' && kind !== 'auth-map') return closes('auth-secret-type', 'Must be "auth-file" or "auth-map"')
    const realm = text('auth-realm') || undefined
    const isGood = realm === undefined || BasicAuth.shape.realm.safeParse(realm).success
    if (!isGood) invalid('auth-realm', 'Must be one line of at most 128 characters, without quotes')
    draft.filters.push({ by: 'auth-secret', filter: { type: 'basicAuth', secret: own, ...(isGood && realm !== undefined ? { realm } : {}) } })
  },
}
