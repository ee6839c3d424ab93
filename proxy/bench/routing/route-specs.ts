import { flags, pick, seeded, shuffled, type Random } from './random.ts'

/** A route as the benchmark needs it: for our tables, for the peers', and for the request that must hit it. */
export type RouteSpec = {
  name: string
  service: string
  /** Exact, or `*.` for one label. */
  host: string
  /** `regex` adds one segment of digits to `base`. */
  path: { type: 'prefix' | 'exact' | 'regex'; base: string }
  header: { name: string; value: string } | null
}

/** `hosts`: count/5 hosts of five paths, a tenth of them wildcards. `one-host`: all on one name. */
export type Layout = 'hosts' | 'one-host'

export const PATHS_PER_HOST = 5
const WILDCARD_HOSTS = 0.1
const REGEX_PATHS = 0.05
const WITH_HEADER = 0.1
const EXACT_PATHS = 0.3

const PURPOSES = ['api', 'www', 'admin', 'static', 'auth', 'billing', 'search', 'events']
const RESOURCES = `accounts addresses alerts articles assets audits baskets brands campaigns carts categories channels comments
  contracts coupons customers deliveries devices documents events exports feeds files forms imports invoices items jobs labels
  ledgers locations messages metrics notes orders payments plans prices products profiles projects quotas refunds reports reviews
  roles sessions shipments stocks tasks teams tickets tokens users vouchers wallets webhooks`.split(/\s+/)

const hostOf = (team: number, isWildcard: boolean, random: Random): string =>
  isWildcard ? `*.h${team}.example.test` : `${pick(random, PURPOSES)}.team-${team}.example.test`

/** The same specs for the same count and layout; shares are exact, and no two routes take the same request. */
export function generateRoutes(count: number, layout: Layout): RouteSpec[] {
  const random = seeded(count)
  const wildcards = flags(random, Math.ceil(count / PATHS_PER_HOST), WILDCARD_HOSTS)
  const regexes = flags(random, count, REGEX_PATHS)
  const headers = flags(random, count, WITH_HEADER)
  const specs: RouteSpec[] = []
  wildcards.forEach((isWildcard, team) => {
    const host = layout === 'one-host' ? 'api.example.test' : hostOf(team, isWildcard, random)
    for (const resource of shuffled(random, RESOURCES).slice(0, Math.min(PATHS_PER_HOST, count - specs.length))) {
      const index = specs.length
      const version = `/v${1 + Math.floor(random() * 3)}`
      const base = layout === 'one-host' ? `/team-${team}${version}/${resource}` : `${version}/${resource}`
      const type = regexes[index] ? 'regex' : random() < EXACT_PATHS ? 'exact' : 'prefix'
      const header = headers[index] ? { name: 'x-tenant', value: `tenant-${team}` } : null
      specs.push({ name: `team-${team}-${resource}`, service: `team-${team}`, host, path: { type, base }, header })
    }
  })
  return specs
}
