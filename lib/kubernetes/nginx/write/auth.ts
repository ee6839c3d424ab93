import type { ExternalAuth } from '#lib/model/filters/auth.ts'
import { usersSecret } from '../../write/sluice/users-secret.ts'
import { BASIC_AUTH } from '../families/basic-auth.ts'
import { EXTERNAL_AUTH } from '../families/external-auth.ts'
import { faultsAt, filtersOf, type Writer } from './family.ts'

export const WRITE_BASIC_AUTH: Writer = {
  names: BASIC_AUTH.names,
  write({ scene, namespace, shared, own }) {
    const [first] = filtersOf(shared, 'basicAuth')
    if (!first) return { texts: {}, faults: [] }
    const { filter, at } = first
    const known = own['auth-secret']?.replace(/^.*\//, '').trim()
    const found = usersSecret(scene, namespace, 'basicAuth', filter.consumers, known)
    const faults = faultsAt(at, {
      consumers: 'reason' in found && found.reason,
      hideCredentials: filter.hideCredentials && 'ingress-nginx has no annotation that hides the credentials from the target',
    })
    const texts: Record<string, string> = { 'auth-type': 'basic', 'auth-secret': 'secret' in found ? found.secret : (known ?? '') }
    if (own['auth-secret-type'] !== undefined) texts['auth-secret-type'] = own['auth-secret-type']
    if (filter.realm !== 'Restricted') texts['auth-realm'] = filter.realm
    return { texts, faults }
  },
}

type Cache = NonNullable<ExternalAuth['cache']>

const VARIABLES: Record<string, string> = { ip: '$remote_addr', host: '$host', path: '$request_uri', method: '$request_method' }

const keyText = ({ key }: Cache): string =>
  key.map((part) => ('name' in part ? (part.from === 'cookie' ? `$cookie_${part.name}` : `$http_${part.name.replaceAll('-', '_')}`) : VARIABLES[part.from])).join('')

const durationText = ({ durations }: Cache): string => durations.map(({ statuses, seconds }) => `${statuses.join(' ')} ${seconds}s`).join(', ')

const DEFAULT_DURATIONS = '200 202 401 300s'

export const WRITE_EXTERNAL_AUTH: Writer = {
  names: EXTERNAL_AUTH.names,
  write({ shared }) {
    const [first] = filtersOf(shared, 'externalAuth')
    if (!first) return { texts: {}, faults: [] }
    const { filter, at } = first
    const { url, method, timeoutMs, signInUrl, signInParameter, responseHeaders, cache } = filter
    const texts: Record<string, string> = { 'auth-url': url }
    if (method !== 'GET') texts['auth-method'] = method
    if (signInUrl !== undefined) texts['auth-signin'] = signInUrl
    if (signInUrl !== undefined && signInParameter !== 'rd') texts['auth-signin-redirect-param'] = signInParameter
    if (responseHeaders.length > 0) texts['auth-response-headers'] = responseHeaders.join(', ')
    if (cache) texts['auth-cache-key'] = keyText(cache)
    if (cache && durationText(cache) !== DEFAULT_DURATIONS) texts['auth-cache-duration'] = durationText(cache)
    const faults = faultsAt(at, {
      timeoutMs: timeoutMs !== 5000 && 'ingress-nginx has no annotation for the timeout of an auth server: leave it at 5000',
      signInParameter: signInUrl === undefined && signInParameter !== 'rd' && 'It has an effect beside signInUrl alone',
      url: url.includes('$') && 'In ingress-nginx "$" begins a variable',
    })
    return { texts, faults }
  },
}
