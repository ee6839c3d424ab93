import { expect, test } from 'vitest'
import type { V1EndpointSlice, V1Service, V1ServicePort } from '../objects.ts'
import { endpointTargets } from './targets.ts'

const metadata = { name: 'shop', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' }
const slice = (ports: V1EndpointSlice['ports']): V1EndpointSlice => ({ metadata, addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }], ports: ports! })
const serviceWith = (ports: V1ServicePort[]): V1Service => ({ metadata, spec: { ports } })
const portsOf = (slices: V1EndpointSlice[], ports: V1ServicePort[]) => endpointTargets(slices, ports[0]!, serviceWith(ports)).map(({ port }) => port)

const BEFORE = [slice([{ name: '', port: 8080 }])]

test('a port that gets its first name keeps its pods until their slices follow', () => {
  expect(portsOf(BEFORE, [{ port: 80, targetPort: 8080 }])).toEqual([8080])
  expect(portsOf(BEFORE, [{ name: 'web', port: 80, targetPort: 8080 }, { name: 'admin', port: 81, targetPort: 8081 }])).toEqual([8080])
})

test('a port that was added beside it does not get them', () => {
  expect(portsOf(BEFORE, [{ name: 'admin', port: 81, targetPort: 8081 }, { name: 'web', port: 80, targetPort: 8080 }])).toEqual([])
})

test('a port that is called otherwise keeps its pods, but never gets those of another name', () => {
  const slices = [slice([{ name: 'web', port: 8080 }, { name: 'same', port: 9090 }])]
  expect(portsOf(slices, [{ name: 'http', port: 80, targetPort: 8080 }])).toEqual([8080])
  expect(portsOf(slices, [{ name: 'http', port: 80, targetPort: 8080 }, { name: 'web', port: 81, targetPort: 8080 }])).toEqual([])
  expect(portsOf(slices, [{ name: 'http', port: 80, targetPort: 'http' }])).toEqual([])
})
