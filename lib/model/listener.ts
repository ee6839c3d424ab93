import { z } from 'zod'
import { Name, Port, RouteHost, Tags } from './common.ts'
import { rule } from './rule.ts'

export const BUILT_IN_LISTENERS = ['http', 'https'] as const

/** An address, port and protocol that the proxy listens on. The built-in ones take their port from the environment. */
export const Listener = z
  .strictObject({
    name: Name,
    protocol: z.enum(['http', 'https', 'tcp', 'tls', 'udp']).default('http'),
    /** Absent for the built-in listeners: the proxy's own SLUICE_HTTP_PORT or SLUICE_HTTPS_PORT. */
    port: Port.optional(),
    hostname: RouteHost.optional(),
    enabled: z.boolean().default(true),
    tags: Tags,
  })
  .refine((v) => (v.port === undefined) === (BUILT_IN_LISTENERS as readonly string[]).includes(v.name), {
    ...rule('builtInPort'),
    path: ['port'],
  })
export type Listener = z.infer<typeof Listener>

/** The two listeners that every workspace starts with. */
export const builtInListeners = (): Listener[] =>
  BUILT_IN_LISTENERS.map((name) => ({ name, protocol: name, enabled: true, tags: [] }))
