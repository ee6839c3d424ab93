import type { V1Service } from '../../objects.ts'
import type { Family, Reader } from '../reader.ts'

const isTcp = ({ protocol }: { protocol?: string }) => protocol === undefined || protocol === 'TCP'
const firstPort = (service: V1Service | undefined): number => (service?.spec.ports ?? []).find(isTcp)?.port ?? 80

const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const MIRROR = /^http:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?(?::(\d{1,5}))?\$request_uri$/

function readMirror({ draft, namespace, text, unserved }: Reader): void {
  const target = text('mirror-target')
  if (!target) return
  const [, service, other, port] = MIRROR.exec(target) ?? []
  if (service === undefined || other !== namespace) {
    return unserved('mirror-target', `Only a Service of the same namespace gets copies, as http://NAME.${namespace}.svc.cluster.local:PORT$request_uri; nothing is mirrored`)
  }
  if (text('mirror-host')) unserved('mirror-host', 'The copies have the Host that their Service gets')
  if (text('mirror-request-body') === 'off') unserved('mirror-request-body', 'The copies have the body')
  draft.filters.push({ by: 'mirror-target', filter: { type: 'mirror', service: `${service}:${port ?? 80}` } })
}

/** The Host of the targets, and Services beside the path's own (ingress-nginx annotations/upstreamvhost, defaultbackend, customhttperrors, mirror). */
export const BACKENDS: Family = {
  names: ['upstream-vhost', 'default-backend', 'custom-http-errors', 'mirror-target', 'mirror-host', 'mirror-request-body'],
  read(reader) {
    const { draft, text, list, service, invalid, unserved } = reader
    const host = text('upstream-vhost')
    if (host) draft.filters.push({ by: 'upstream-vhost', filter: { type: 'rewriteHost', value: host } })
    const name = text('default-backend')
    const isName = name !== undefined && NAME.test(name)
    if (name && !isName) invalid('default-backend', 'Must be a Service of the same namespace')
    const backend = isName ? `${name}:${firstPort(service(name))}` : null
    if (backend !== null) draft.filters.push({ by: 'default-backend', filter: { type: 'defaultBackend', service: backend } })
    const codes = list('custom-http-errors')
    const statusCodes = [...new Set((codes ?? []).map(Number))]
    const isGood = statusCodes.length > 0 && statusCodes.every((code) => code >= 400 && code <= 599)
    if (codes !== undefined && !isGood) invalid('custom-http-errors', 'Must be status codes from 400 to 599')
    else if (codes !== undefined && backend === null) unserved('custom-http-errors', 'There is no default-backend to make pages; answers go on as they are')
    else if (codes !== undefined) draft.filters.push({ by: 'custom-http-errors', filter: { type: 'errorPages', statusCodes, service: backend } })
    readMirror(reader)
  },
}
