/** Ports of the backends: two of the first version, one of the second. */
export type DemoPorts = { v1: [number, number]; v2: number }

/** `.localhost` names reach this machine in every browser, without a hosts file. */
export const SHOP_HOST = 'shop.localhost'
export const API_HOST = 'api.localhost'

const target = (port: number, weight = 100) => ({ host: '127.0.0.1', port, weight })

/** The sample objects, as one `POST /apply` takes them. */
export const demoObjects = ({ v1, v2 }: DemoPorts) => [
  { kind: 'upstreams', name: 'demo-shop', targets: [target(v1[0], 200), target(v1[1])], tags: ['demo'] },
  { kind: 'upstreams', name: 'demo-shop-v2', targets: [target(v2)], tags: ['demo'] },
  { kind: 'services', name: 'demo-shop', upstream: 'demo-shop', tags: ['demo'] },
  { kind: 'services', name: 'demo-shop-v2', upstream: 'demo-shop-v2', tags: ['demo'] },
  {
    kind: 'routes',
    name: 'demo-shop',
    service: 'demo-shop',
    hosts: [SHOP_HOST],
    paths: [{ type: 'prefix', value: '/' }],
    tags: ['demo'],
  },
  {
    kind: 'routes',
    name: 'demo-api',
    service: 'demo-shop',
    hosts: [API_HOST],
    paths: [{ type: 'prefix', value: '/v1' }],
    methods: ['GET', 'POST'],
    stripPath: true,
    tags: ['demo'],
  },
  {
    kind: 'routes',
    name: 'demo-account',
    service: 'demo-shop',
    hosts: [SHOP_HOST],
    paths: [{ type: 'prefix', value: '/account' }],
    protocols: ['https'],
    httpsRedirectStatusCode: 308,
    tags: ['demo'],
  },
  {
    kind: 'canaries',
    name: 'demo-shop-v2',
    route: 'demo-shop',
    service: 'demo-shop-v2',
    weight: 10,
    header: { name: 'x-canary', mode: 'alwaysNever' },
    cookie: { name: 'canary' },
    tags: ['demo'],
  },
]

/** What the demo made, in an order in which nothing is deleted before what refers to it. */
export const DEMO_NAMES: [kind: string, name: string][] = [
  ['canaries', 'demo-shop-v2'],
  ['routes', 'demo-shop'],
  ['routes', 'demo-api'],
  ['routes', 'demo-account'],
  ['services', 'demo-shop'],
  ['services', 'demo-shop-v2'],
  ['upstreams', 'demo-shop'],
  ['upstreams', 'demo-shop-v2'],
  ['certificates', 'demo-localhost'],
]
