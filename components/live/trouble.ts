import type { RequestStream } from '#components/api/requests.ts'
import type { Status } from '#components/api/types.ts'

/** Why there may be nothing to see, although this page itself is well. */
export type Trouble = 'noController' | 'noProxy' | null

/** By what the stream says of who is heard. */
export function streamTrouble(stream: RequestStream): Trouble {
  if (stream.state !== 'live') return null
  const { controllers, proxies } = stream.watched
  if (controllers === 0) return 'noController'
  return proxies === 0 ? 'noProxy' : null
}

export function statusTrouble(status: Status | undefined): Trouble {
  if (status?.controller?.reachable === false) return 'noController'
  return status?.proxies.length === 0 ? 'noProxy' : null
}
