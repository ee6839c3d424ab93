import type { EndpointStates } from './balancing/endpoint.ts'
import type { Policies } from './balancing/policies.ts'
import { upstreamAgents, type Agents } from './http1/agents.ts'
import type { SecureContexts } from './tls/certificates.ts'

/** What outlives snapshots, keyed by address, by upstream, or by settings. */
export type Runtime = { endpoints: EndpointStates; policies: Policies; agents: Agents; contexts: SecureContexts }

export const createRuntime = (): Runtime => ({ endpoints: new Map(), policies: new Map(), agents: upstreamAgents(), contexts: new Map() })
