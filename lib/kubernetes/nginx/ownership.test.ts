import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { matchRoute } from '#lib/routing/match.ts'
import { makeRequest, tablesOf } from '#lib/testing/route-request.ts'
import { readMemo } from '../read/read-cluster.ts'
import { clusterFrom, readAll } from '../read/testing/cluster-objects.ts'
import { PREFIX } from './texts.ts'

const CLASS = { kind: 'IngressClass', metadata: { name: 'sluice' }, spec: { controller: 'sluice.dev/ingress-controller' } }
const service = (namespace: string) => ({ kind: 'Service', metadata: { namespace, name: 's' }, spec: { selector: {}, ports: [{ port: 80 }] } })

function ingress(namespace: string, path: string, pathType: string, annotations: Record<string, string>) {
  const own = Object.fromEntries(Object.entries(annotations).map(([name, text]) => [PREFIX + name, text]))
  const rules = [{ host: 'shop.test', http: { paths: [{ path, pathType, backend: { service: { name: 's', port: { number: 80 } } } }] } }]
  return { kind: 'Ingress', metadata: { namespace, name: 'x', annotations: own }, spec: { ingressClassName: 'sluice', rules } }
}

const REGEX = { 'use-regex': 'true' }
const REWRITE = { 'rewrite-target': '/else' }

/** The Ingress of `b` is the younger one. */
test.each<[string, [path: string, type: string, annotations: object], [path: string, type: string, annotations: object], string, string]>([
  ['a longer pattern, by its characters alone', ['/pay', 'Prefix', {}], ['/........', 'Prefix', REWRITE], '/pay/more', 'a.x'],
  ['a longer pattern where the owner has patterns', ['/pay(/|$)', 'ImplementationSpecific', REGEX], ['/.............', 'ImplementationSpecific', {}], '/pay/more/than/that', 'a.x'],
  ['a dot for a letter', ['/pay', 'Prefix', REGEX], ['/p.y/', 'Prefix', {}], '/pay/more', 'a.x'],
  ['another case', ['/pay', 'Prefix', REGEX], ['/PAY/', 'Prefix', {}], '/pay/more', 'a.x'],
  ['a path that says what it takes', ['/pay', 'Prefix', {}], ['/cart', 'Prefix', REWRITE], '/cart/1', 'b.x'],
  ['a well-known one', ['/pay', 'Prefix', REGEX], ['/.well-known/acme-challenge/x', 'Exact', {}], '/.well-known/acme-challenge/x', 'b.x'],
  ['dots where no path is a regular expression', ['/pay', 'Prefix', {}], ['/robots.txt', 'Exact', {}], '/robots.txt', 'b.x'],
])('on a host of another namespace: %s', (_, [path, type, texts], [otherPath, otherType, otherTexts], target, expected) => {
  const objects = [ingress('a', path, type, { ...texts }), ingress('b', otherPath, otherType, { ...otherTexts }), service('a'), service('b'), CLASS]
  const { config } = readAll(clusterFrom(objects.map((object) => stringify(object)).join('---\n')), readMemo(), 'nginx')
  expect(matchRoute(tablesOf(config).table(), makeRequest({ host: 'shop.test', target }))?.route.name).toBe(expected)
})
