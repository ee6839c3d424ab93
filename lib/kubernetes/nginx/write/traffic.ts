import { Affinity } from '#lib/model/filters/affinity.ts'
import type { Redirect } from '#lib/model/filters/redirect.ts'
import { AFFINITY } from '../families/affinity.ts'
import { BODY } from '../families/body.ts'
import { REDIRECTS } from '../families/redirects.ts'
import { faultsAt, filtersOf, type Fault, type Writer } from './family.ts'

const DEFAULTS = Affinity.parse({ type: 'affinity' })

export const WRITE_AFFINITY: Writer = {
  names: AFFINITY.names,
  write({ shared }) {
    const [first] = filtersOf(shared, 'affinity')
    if (!first) return { texts: {}, faults: [] }
    const { filter, at } = first
    const texts: Record<string, string> = { affinity: 'cookie' }
    if (filter.mode !== DEFAULTS.mode) texts['affinity-mode'] = filter.mode
    if (filter.cookie !== DEFAULTS.cookie) texts['session-cookie-name'] = filter.cookie
    const given: Record<string, string | number | boolean | undefined> = {
      'session-cookie-path': filter.path,
      'session-cookie-domain': filter.domain,
      'session-cookie-max-age': filter.maxAgeSeconds,
      'session-cookie-expires': filter.expiresSeconds,
      'session-cookie-samesite': filter.sameSite,
      'session-cookie-secure': filter.secure,
      'session-cookie-conditional-samesite-none': filter.conditionalSameSiteNone || undefined,
      'session-cookie-change-on-failure': filter.changeOnFailure || undefined,
    }
    for (const [name, value] of Object.entries(given)) if (value !== undefined) texts[name] = String(value)
    return { texts, faults: faultsAt(at, { canary: filter.canary !== 'sticky' && 'In ingress-nginx this stands on the canary Ingress, as affinity-canary-behavior: change it there' }) }
  },
}

function locationOf({ url, scheme, hostname, port }: Redirect): string {
  return url ?? `${scheme ?? '$scheme'}://${hostname ?? '$host'}${port === undefined ? '' : `:${port}`}$request_uri`
}

const PERMANENT: readonly number[] = [301, 308]

export const WRITE_REDIRECTS: Writer = {
  names: REDIRECTS.names,
  write({ shared }) {
    const [first] = filtersOf(shared, 'redirect')
    if (!first) return { texts: {}, faults: [] }
    const { filter, at } = first
    const name = PERMANENT.includes(filter.statusCode) ? 'permanent-redirect' : 'temporal-redirect'
    const texts: Record<string, string> = { [name]: locationOf(filter) }
    if (filter.statusCode !== 301 && filter.statusCode !== 302) texts[`${name}-code`] = String(filter.statusCode)
    const faults = faultsAt(at, {
      path: filter.path !== undefined && 'ingress-nginx has no annotation for another path in a redirect: write the whole address as url',
      url: filter.url?.includes('$') === true && 'In ingress-nginx "$" begins a variable',
    })
    return { texts, faults }
  },
}

export const WRITE_HTTPS: Writer = {
  names: ['ssl-redirect', 'force-ssl-redirect'],
  write({ shared: { protocols, httpsRedirectStatusCode }, spec }) {
    const hasTls = (spec.tls ?? []).length > 0
    const isOpen = protocols.length === 2 && protocols.includes('http') && protocols.includes('https')
    const isLed = protocols.join() === 'https'
    const faults: Fault[] = []
    if (!isOpen && !isLed) faults.push({ at: ['protocols'], reason: 'ingress-nginx serves http and https, or leads http to https: choose both, or https alone' })
    if (isLed && httpsRedirectStatusCode !== 308) faults.push({ at: ['httpsRedirectStatusCode'], reason: 'ingress-nginx leads to https by 308: choose that' })
    if (isOpen && httpsRedirectStatusCode !== 426) faults.push({ at: ['httpsRedirectStatusCode'], reason: 'Nothing is led to https: leave it at 426' })
    const texts: Record<string, string> = {}
    if (isLed && !hasTls) texts['force-ssl-redirect'] = 'true'
    if (!isLed && hasTls) texts['ssl-redirect'] = 'false'
    return { texts, faults }
  },
}

const UNITS = [['g', 1024 ** 3], ['m', 1024 ** 2], ['k', 1024]] as const

function sizeText(bytes: number): string {
  const unit = bytes === 0 ? undefined : UNITS.find(([, factor]) => bytes % factor === 0)
  return unit ? `${bytes / unit[1]}${unit[0]}` : String(bytes)
}

export const WRITE_BODY: Writer = {
  names: BODY.names,
  write({ shared, own }) {
    const [first] = filtersOf(shared, 'bodySize')
    const texts: Record<string, string> = first ? { 'proxy-body-size': sizeText(first.filter.maxBytes) } : {}
    // Without a word ingress-nginx buffers requests, and not responses: what was "on" is to be "off" there, too.
    const switched = (name: string, isOn: boolean) => {
      if (isOn || own[name] !== undefined) texts[name] = isOn ? 'on' : 'off'
    }
    switched('proxy-request-buffering', shared.requestBuffering)
    switched('proxy-buffering', shared.responseBuffering)
    return { texts, faults: first ? faultsAt(first.at, { maxBytes: first.filter.maxBytes > 999_999_999 && 'Write it in whole kilobytes, or less' }) : [] }
  },
}
