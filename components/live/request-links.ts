import { inWorkspace, pb } from '#components/api/path-builder.ts'
import type { RequestRecord } from '#components/api/requests.ts'

/** The tester with this request. Undefined where the request has no URL that could be asked about: no host, `OPTIONS *`, or what no URL may hold. */
export function testerLink({ method, protocol, host, target, clientAddress, sni, listener }: RequestRecord): string | undefined {
  if (!/^[^\s/?#]+$/.test(host) || !/^\/[^\s#]*$/.test(target)) return undefined
  const url = `${protocol}://${host}${target}`
  return pb.tester({ method, url, clientIp: clientAddress, listener, ...(sni === '' || host.split(':')[0] === sni ? {} : { sni }) })
}

/** The page of what a request met, also when that is in another workspace. */
export const pageOf = (kind: 'routes' | 'services', name: string, of: string, workspace: string) =>
  of === workspace || of === '' ? pb[kind].one(name) : inWorkspace(pb[kind].one(name), of)
