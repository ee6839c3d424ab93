import { backendFault, servicePortOf } from '../../write/ingress/backends.ts'
import { BACKENDS } from '../families/backends.ts'
import { PATH } from '../families/path.ts'
import { filtersOf, onlyOne, type Fault, type Writer } from './family.ts'

/** What leads to Services beside the path's own, and the Host of the targets. */
export const WRITE_BACKENDS: Writer = {
  names: BACKENDS.names.filter((name) => name !== 'mirror-host' && name !== 'mirror-request-body'),
  write({ scene, namespace, shared }) {
    const faults: Fault[] = []
    const texts: Record<string, string> = {}
    const named = (service: string, at: (string | number)[]) => {
      const fault = backendFault(scene, namespace, service)
      if (fault !== null) faults.push({ at: [...at, 'service'], reason: fault })
      return fault === null ? servicePortOf(scene, service) : null
    }
    const [host] = filtersOf(shared, 'rewriteHost')
    if (host) texts['upstream-vhost'] = host.filter.value
    const [backend] = filtersOf(shared, 'defaultBackend')
    const found = backend && named(backend.filter.service, backend.at)
    if (found) {
      texts['default-backend'] = found.service
      faults.push({ at: [...backend.at, 'service'], reason: 'ingress-nginx takes the first port of the Service: choose that' })
    }
    const pages = filtersOf(shared, 'errorPages')
    faults.push(...onlyOne(pages))
    for (const { filter, at } of pages.slice(0, 1)) {
      texts['custom-http-errors'] = filter.statusCodes.join(',')
      if (filter.service === undefined) faults.push({ at: [...at, 'body'], reason: 'ingress-nginx has pages of a Service alone: choose one, and the filter defaultBackend with the same' })
      else faults.push({ at: [...at, 'service'], reason: 'In ingress-nginx the default backend makes the pages: give the route the filter defaultBackend with this service' })
      if (filter.statusCodes.some((code) => code < 400)) faults.push({ at: [...at, 'statusCodes'], reason: 'ingress-nginx has pages for codes from 400 to 599' })
    }
    const mirrors = filtersOf(shared, 'mirror')
    faults.push(...onlyOne(mirrors))
    for (const { filter, at } of mirrors.slice(0, 1)) {
      const port = named(filter.service, at)
      if (filter.percent !== 100) faults.push({ at: [...at, 'percent'], reason: 'ingress-nginx mirrors all requests: choose 100' })
      if (port && 'number' in port.port) texts['mirror-target'] = `http://${port.service}.${namespace}.svc.cluster.local:${port.port.number}$request_uri`
      else if (port) faults.push({ at: [...at, 'service'], reason: 'Name the port by its number' })
    }
    return { texts, faults }
  },
}

const PREFIX = 'x-forwarded-prefix'

/** `use-regex` is chosen with the paths. */
export const WRITE_REWRITE: Writer = {
  names: PATH.names.filter((name) => name === 'rewrite-target' || name === PREFIX),
  write({ shared }) {
    const { rewriteTarget } = shared
    const faults: Fault[] = []
    const texts: Record<string, string> = rewriteTarget === undefined ? {} : { 'rewrite-target': rewriteTarget }
    if (rewriteTarget !== undefined && /^https?:/i.test(rewriteTarget)) faults.push({ at: ['rewriteTarget'], reason: 'ingress-nginx makes a redirect of an address: use that filter' })
    if (rewriteTarget !== undefined && rewriteTarget.trim() !== rewriteTarget) faults.push({ at: ['rewriteTarget'], reason: 'Blanks at its ends are not kept' })
    const headers = filtersOf(shared, 'requestHeaders')
    const [first] = headers
    const value = first?.filter.set[PREFIX]
    const isPrefixAlone = first && Object.keys(first.filter.set).length === 1 && Object.keys(first.filter.add).length === 0 && first.filter.remove.length === 0
    if (first && value !== undefined && isPrefixAlone && rewriteTarget !== undefined) texts[PREFIX] = value
    for (const { at } of headers) faults.push({ at, reason: 'ingress-nginx has no annotation for headers of requests, but for X-Forwarded-Prefix beside rewrite-target' })
    return { texts, faults }
  },
}
