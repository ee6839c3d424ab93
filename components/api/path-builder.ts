import type { ApiKind, ObjectRef } from './types.ts'

const part = encodeURIComponent
type Values = Record<string, string | readonly string[] | undefined>
type LiveQuery = { tab?: 'unmatched'; route?: string; service?: string }
type TesterQuery = { method?: string; url?: string; header?: string[]; clientIp?: string; sni?: string; listener?: string }
/** A list stands as often as it has values. */
const query = (values: Values) => {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(values)) {
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) if (one !== '') search.append(key, one)
  }
  return search.size === 0 ? '' : `?${search}`
}

/** The pages of one kind of object: list, one, edit, new. */
const pages = (word: string) => ({
  /** `q`: what the list is searched for. */
  list: (p?: { q?: string }) => `/${word}${query({ q: p?.q })}`,
  one: (name: string) => `/${word}/${part(name)}`,
  edit: (name: string) => `/${word}/${part(name)}/edit`,
  /** `from`: the object to start as a copy of. */
  create: (from?: { from?: string }) => `/${word}/new${query({ from: from?.from })}`,
})

/** Every link of the dashboard is made here. */
export const pb = {
  overview: () => '/',
  routes: pages('routes'),
  services: pages('services'),
  upstreams: pages('upstreams'),
  certificates: pages('certificates'),
  canaries: pages('canaries'),
  consumers: pages('consumers'),
  /** Credentials are shown with their consumer; these addresses lead there. */
  credentials: pages('credentials'),
  templates: pages('templates'),
  listeners: pages('listeners'),
  'route-tests': pages('route-tests'),
  workspaces: pages('workspaces'),
  /** Starts a canary of a route. */
  newCanary: (p: { route: string }) => `/canaries/new${query(p)}`,
  tester: (p: TesterQuery = {}) => `/tester${query(p)}`,
  /** A new test that begins with these fields: of its request and what is expected. */
  newRouteTest: (p: Values) => `/route-tests/new${query(p)}`,
  /** The live tail, of one route or service if asked; or what no route took. */
  live: (p: LiveQuery = {}) => `/live${query(p)}`,
  diagnostics: () => '/diagnostics',
  /** What is in the cluster; `show`: `namespace/name` of the one that is open. */
  cluster: (p: { tab?: 'ingresses' | 'services' | 'secrets' | 'network-policies'; q?: string; show?: string } = {}) => `/cluster${query(p)}`,
  history: (p: { kind?: string; name?: string } = {}) => `/history${query(p)}`,
  revision: (p: { number: number }) => `/history/${p.number}`,
  import: () => '/import',
  proxies: () => '/proxies',
  users: () => '/users',
  tokens: () => '/tokens',
  audit: () => '/audit',
  account: () => '/account',
  signIn: (p: { next?: string } = {}) => `/sign-in${query(p)}`,
  setup: () => '/setup',
}

/** The same page in a workspace, whichever one is in. */
export const inWorkspace = (path: string, workspace: string) => `${path}${path.includes('?') ? '&' : '?'}workspace=${part(workspace)}`

/** The page of any object. */
export const objectPath = ({ kind, name }: ObjectRef) => pb[kind satisfies ApiKind].one(name)
