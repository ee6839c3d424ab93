import { describe, expect, test } from 'vitest'
import { Route } from '#lib/model/route.ts'
import { withEdits } from '../edited.ts'
import { planned, writeWorldFrom } from '../testing/write-world.ts'
import type { RawObject, Wanted } from '../types.ts'
import { verifyPlan } from './verify.ts'

const CLUSTER = `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: sluice }
spec: { controller: sluice.dev/ingress-controller }
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shop }
spec: { selector: { app: shop }, ports: [{ name: a, port: 80 }, { name: b, port: 81 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { sluice.dev/canary-service: "shop:81", sluice.dev/canary-weight: "5", sluice.dev/methods: GET } }
spec:
  ingressClassName: sluice
  tls: [{ hosts: [a.test], secretName: pair }]
  rules:
    - host: a.test
      http:
        paths:
          - { path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }
          - { path: /x, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }
`

const NAME = 'shop.web~a.test~'

/** A plan as it is made, with something else in the Ingress that it writes. */
function tampered(change: (ingress: RawObject) => void, wish: Partial<Route> = { service: 'shop.shop.81' }) {
  const world = writeWorldFrom(CLUSTER)
  const route = world.reading.config.routes.find(({ object }) => object.name === NAME)!.object
  const wanted: Wanted[] = [{ kind: 'routes', name: NAME, object: Route.parse({ ...route, ...wish }) }]
  const { world: full, ...plan } = planned(world, wanted)
  expect([...plan.issues, ...plan.verified]).toEqual([])
  const edits = plan.edits.map((edit) => ({ ...edit, after: structuredClone(edit.after) }))
  change(edits[0]!.after!)
  const issues = verifyPlan(full, { ...plan, edits }, wanted, world.read(withEdits(full.objects, edits)))
  return issues.map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`)
}

type Spec = { rules: { host: string; http: { paths: { path: string; backend: { service: { port: { number: number } } } }[] } }[]; tls: { secretName: string }[] }
const specOf = (ingress: RawObject) => ingress['spec'] as Spec

describe('what a plan does not say is found', () => {
  test.each<[string, (ingress: RawObject) => void, RegExp[]]>([
    ['the wanted route leads elsewhere', (i) => void (specOf(i).rules[0]!.http.paths[0]!.backend.service.port.number = 80), [/^NOT_KEPT service: .*shop.shop.80/]],
    ['a field of all routes', (i) => void (i.metadata.annotations!['sluice.dev/methods'] = 'PUT'), [/^NOT_KEPT methods: Would be read back as \["PUT"\]/, /methods: The route shop.web~a.test~x/]],
    ['the backend of another route', (i) => void (specOf(i).rules[0]!.http.paths[1]!.backend.service.port.number = 81), [/^NOT_KEPT service: The route shop.web~a.test~x would change/]],
    ['the path of another route', (i) => void (specOf(i).rules[0]!.http.paths[1]!.path = '/y'), [/^NOT_KEPT paths: The route shop.web~a.test~x/]],
    ['another route gone', (i) => void specOf(i).rules[0]!.http.paths.pop(), [/would not be read back/, /The route shop.web~a.test~x would change, too: paths/]],
    ['the certificate', (i) => void (specOf(i).tls[0]!.secretName = 'other'), [/kubernetes.certificate: Would be/, /kubernetes.certificate: The route shop.web~a.test~x/]],
    ['the canaries', (i) => void (i.metadata.annotations!['sluice.dev/canary-weight'] = '50'), [/^NOT_KEPT : The canary shop.web~a.test~x would change/]],
    ['the class', (i) => void (i['spec'] = { ...specOf(i), ingressClassName: 'nginx' }), [/would not be read back/, /~x would be gone/]],
    ['nothing, where it says all', () => {}, []],
  ])('%s', (_, change, expected) => {
    const issues = tampered(change)
    for (const message of expected) expect(issues.filter((issue) => message.test(issue))).toHaveLength(1)
    if (expected.length === 0) expect(issues).toEqual([])
  })
})
