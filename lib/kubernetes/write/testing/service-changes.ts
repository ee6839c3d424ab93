import { EXTERNAL, FOREIGN, OUTSIDE, PODS, TWO_PORTS } from './service-clusters.ts'
import type { Row } from './service-rows.ts'

const K = 'selector: { app: shop }, portName: web, targetPort: 8080'

/** What becomes of V1Services that are there. */
export const CHANGED: Row[] = [
  {
    name: 'of a foreign V1Service only what changes is changed, and texts that say it already stay',
    before: FOREIGN,
    wanted: `services default.shop.80: { retries: 2, readTimeoutMs: 1000, kubernetes: { ${K} } }`,
    after: `
Service shop:
  labels: { app: shop, app.kubernetes.io/managed-by: Helm }
  annotations: { team: shop, sluice.dev/retries: "0x2", sluice.dev/nonsense: kept, sluice.dev/slots: "a: [", sluice.dev/read-timeout-ms: "1000" }
  spec:
    type: ClusterIP
    clusterIP: 10.96.0.7
    clusterIPs: [10.96.0.7]
    sessionAffinity: ClientIP
    selector: { app: shop }
    ports: [{ name: web, port: 80, targetPort: 8080, protocol: TCP }]
`,
  },
  {
    name: 'what goes back to its default loses its annotation',
    before: FOREIGN,
    wanted: `services default.shop.80: { retries: 5, kubernetes: { ${K} } }`,
    after: `
Service shop:
  labels: { app: shop, app.kubernetes.io/managed-by: Helm }
  annotations: { team: shop, sluice.dev/nonsense: kept, sluice.dev/slots: "a: [" }
  spec:
    type: ClusterIP
    clusterIP: 10.96.0.7
    clusterIPs: [10.96.0.7]
    sessionAffinity: ClientIP
    selector: { app: shop }
    ports: [{ name: web, port: 80, targetPort: 8080, protocol: TCP }]
`,
  },
  {
    name: 'selector, type, node port, addresses and the port of the pods are changed',
    before: FOREIGN,
    wanted: `services default.shop.80: { retries: 2, kubernetes: { type: LoadBalancer, selector: { app: shop, tier: web }, portName: web, targetPort: http, nodePort: 30080, externalIPs: [203.0.113.7] } }`,
    after: `
Service shop:
  labels: { app: shop, app.kubernetes.io/managed-by: Helm }
  annotations: { team: shop, sluice.dev/retries: "0x2", sluice.dev/nonsense: kept, sluice.dev/slots: "a: [" }
  spec:
    type: LoadBalancer
    clusterIP: 10.96.0.7
    clusterIPs: [10.96.0.7]
    sessionAffinity: ClientIP
    selector: { app: shop, tier: web }
    ports: [{ name: web, port: 80, targetPort: http, protocol: TCP, nodePort: 30080 }]
    externalIPs: [203.0.113.7]
`,
  },
  {
    name: 'a service that says nothing of Kubernetes changes nothing of it',
    before: FOREIGN,
    wanted: 'services default.shop.80: { retries: 2 }',
  },
  {
    name: 'another port gives all of them names, and their slices',
    before: OUTSIDE,
    wanted: `
services default.outside.81: {}
upstreams default.outside.81: { targets: [{ host: 192.0.2.9, port: 8081 }] }
`,
    after: `
Service outside:
  labels: { app.kubernetes.io/managed-by: sluice }
  spec: { clusterIP: 10.96.0.8, ports: [{ port: 80, targetPort: 80, protocol: TCP, name: port-80 }, { port: 81, protocol: TCP, name: port-81 }] }
EndpointSlice outside-sluice-1:
  labels: { kubernetes.io/service-name: outside, endpointslice.kubernetes.io/managed-by: sluice.dev, note: kept }
  addressType: IPv4
  endpoints:
    - { addresses: [192.0.2.1], conditions: { ready: true }, zone: a, hints: { forZones: [{ name: a }] } }
    - { addresses: [192.0.2.2], conditions: { ready: true } }
    - { addresses: [192.0.2.3], conditions: { ready: false } }
  ports: [{ name: port-80, port: 80, protocol: TCP, appProtocol: http }]
EndpointSlice outside-sluice-9: { labels: { kubernetes.io/service-name: outside, endpointslice.kubernetes.io/managed-by: sluice.dev, app.kubernetes.io/managed-by: sluice }, addressType: IPv4, endpoints: [{ addresses: [192.0.2.9], conditions: { ready: true } }], ports: [{ name: port-81, port: 8081, protocol: TCP }] }
`,
  },
  {
    name: 'targets come and go, and the others keep all that stands with them',
    before: OUTSIDE,
    wanted: 'upstreams default.outside.80: { targets: [{ host: 192.0.2.4, port: 80 }, { host: 192.0.2.1, port: 80 }] }',
    after: `
EndpointSlice outside-sluice-1:
  labels: { kubernetes.io/service-name: outside, endpointslice.kubernetes.io/managed-by: sluice.dev, note: kept }
  addressType: IPv4
  endpoints:
    - { addresses: [192.0.2.1], conditions: { ready: true }, zone: a, hints: { forZones: [{ name: a }] } }
    - { addresses: [192.0.2.3], conditions: { ready: false } }
    - { addresses: [192.0.2.4], conditions: { ready: true } }
  ports: [{ name: "", port: 80, protocol: TCP, appProtocol: http }]
`,
  },
  {
    name: 'one that is not ready and wanted gets ready',
    before: OUTSIDE,
    wanted: 'upstreams default.outside.80: { targets: [{ host: 192.0.2.3, port: 80 }] }',
    after: `
EndpointSlice outside-sluice-1:
  labels: { kubernetes.io/service-name: outside, endpointslice.kubernetes.io/managed-by: sluice.dev, note: kept }
  addressType: IPv4
  endpoints: [{ addresses: [192.0.2.3], conditions: { ready: true } }]
  ports: [{ name: "", port: 80, protocol: TCP, appProtocol: http }]
`,
  },
  {
    name: 'pods of a selector get weights, and no others',
    before: `${FOREIGN}---${PODS}`,
    wanted: 'upstreams default.shop.80: { targets: [{ host: 10.1.0.2, port: 8080, weight: 0 }, { host: 10.1.0.1, port: 8080 }] }',
    after: `
Service shop:
  labels: { app: shop, app.kubernetes.io/managed-by: Helm }
  annotations: { team: shop, sluice.dev/retries: "0x2", sluice.dev/nonsense: kept, sluice.dev/slots: "a: [", sluice.dev/target-weights: "{ 10.1.0.2:8080: 0 }" }
  spec:
    type: ClusterIP
    clusterIP: 10.96.0.7
    clusterIPs: [10.96.0.7]
    sessionAffinity: ClientIP
    selector: { app: shop }
    ports: [{ name: web, port: 80, targetPort: 8080, protocol: TCP }]
`,
  },
  {
    name: 'the cluster IP as the only target is an annotation',
    before: `${FOREIGN}---${PODS}`,
    wanted: 'upstreams default.shop.80: { targets: [{ host: 10.96.0.7, port: 80 }] }',
    after: `
Service shop:
  labels: { app: shop, app.kubernetes.io/managed-by: Helm }
  annotations: { team: shop, sluice.dev/retries: "0x2", sluice.dev/nonsense: kept, sluice.dev/slots: "a: [", sluice.dev/service-upstream: "true" }
  spec:
    type: ClusterIP
    clusterIP: 10.96.0.7
    clusterIPs: [10.96.0.7]
    sessionAffinity: ClientIP
    selector: { app: shop }
    ports: [{ name: web, port: 80, targetPort: 8080, protocol: TCP }]
`,
  },
  { name: 'targets of a selector are its pods', before: `${FOREIGN}---${PODS}`, wanted: 'upstreams default.shop.80: { targets: [{ host: 10.1.0.1, port: 8080 }] }', issues: ['0 targets DERIVED'] },
  {
    name: 'a host becomes another host and port',
    before: EXTERNAL,
    wanted: 'services default.abroad.80: { host: api2.example.com, port: 8080 }',
    after: `
Service abroad:
  annotations: { team: shop }
  spec: { type: ExternalName, externalName: api2.example.com, ports: [{ port: 80, protocol: TCP, targetPort: 8080 }] }
`,
  },
  {
    name: 'a host becomes an upstream of two names',
    before: EXTERNAL,
    wanted: `
services default.abroad.80: { kubernetes: {} }
upstreams default.abroad.80: { targets: [{ host: a.example.com, port: 80 }, { host: b.example.com, port: 80 }] }
`,
    after: `
Service abroad: { annotations: { team: shop }, spec: { type: ClusterIP, ports: [{ port: 80, protocol: TCP, targetPort: 80 }] } }
EndpointSlice abroad-sluice-x: { labels: { kubernetes.io/service-name: abroad, endpointslice.kubernetes.io/managed-by: sluice.dev, app.kubernetes.io/managed-by: sluice }, addressType: FQDN, endpoints: [{ addresses: [a.example.com], conditions: { ready: true } }, { addresses: [b.example.com], conditions: { ready: true } }], ports: [{ name: "", port: 80, protocol: TCP }] }
`,
  },
  {
    name: 'an upstream becomes a host, and its slices go',
    before: OUTSIDE,
    wanted: `
services default.outside.80: { host: api.example.com, port: 80, kubernetes: { type: ExternalName } }
upstreams default.outside.80: null
`,
    after: `
Service outside: { labels: { app.kubernetes.io/managed-by: sluice }, spec: { ports: [{ port: 80, targetPort: 80, protocol: TCP }], type: ExternalName, externalName: api.example.com } }
EndpointSlice outside-sluice-1: null
`,
  },
  {
    name: 'a selector takes over from the targets',
    before: OUTSIDE,
    wanted: 'services default.outside.80: { kubernetes: { selector: { app: inside } } }',
    after: `
Service outside: { labels: { app.kubernetes.io/managed-by: sluice }, spec: { clusterIP: 10.96.0.8, ports: [{ port: 80, targetPort: 80, protocol: TCP }], selector: { app: inside } } }
EndpointSlice outside-sluice-1: null
`,
  },
  {
    name: 'the last port takes the V1Service with it, and its slices',
    before: OUTSIDE,
    wanted: `
services default.outside.80: null
upstreams default.outside.80: null
`,
    after: `
Service outside: null
EndpointSlice outside-sluice-1: null
`,
  },
  {
    name: 'one of two ports goes alone',
    before: TWO_PORTS,
    wanted: 'services default.two.80: null',
    after: 'Service two: { annotations: { sluice.dev/retries: "2" }, spec: { selector: { app: two }, ports: [{ name: b, port: 81, protocol: TCP, targetPort: 81 }] } }',
  },
  { name: 'what is not there is gone', wanted: 'services default.two.80: null' },
  { name: 'an upstream does not go alone', before: OUTSIDE, wanted: 'upstreams default.outside.80: null', issues: ['0  DERIVED'] },
  {
    name: 'what ports have in common is not changed for one alone',
    before: TWO_PORTS,
    wanted: 'services default.two.80: { retries: 3, kubernetes: { selector: { app: two, tier: web }, portName: a } }',
    issues: ['0 retries SHARED', '0 kubernetes.selector SHARED'],
  },
  {
    name: 'unless that is allowed',
    before: TWO_PORTS,
    wanted: 'services default.two.80: { retries: 3, kubernetes: { selector: { app: two }, portName: a } }',
    allowShared: true,
    after: 'Service two: { annotations: { sluice.dev/retries: "3" }, spec: { selector: { app: two }, ports: [{ name: a, port: 80, protocol: TCP, targetPort: 80 }, { name: b, port: 81, protocol: TCP, targetPort: 81 }] } }',
  },
  {
    name: 'or wanted of all',
    before: TWO_PORTS,
    wanted: `
services default.two.80: { retries: 3 }
services default.two.81: { retries: 3 }
`,
    after: 'Service two: { annotations: { sluice.dev/retries: "3" }, spec: { selector: { app: two }, ports: [{ name: a, port: 80, protocol: TCP, targetPort: 80 }, { name: b, port: 81, protocol: TCP, targetPort: 81 }] } }',
  },
  {
    name: 'two cannot be wanted otherwise at once',
    before: TWO_PORTS,
    wanted: `
services default.two.80: { retries: 3 }
services default.two.81: { retries: 4 }
`,
    issues: ['0 retries SHARED', '1 retries SHARED'],
  },
  {
    name: 'a protocol of its own is a field of the port',
    before: TWO_PORTS,
    wanted: 'services default.two.81: { retries: 2, protocol: grpc }',
    after: 'Service two: { annotations: { sluice.dev/retries: "2" }, spec: { selector: { app: two }, ports: [{ name: a, port: 80, protocol: TCP, targetPort: 80 }, { name: b, port: 81, protocol: TCP, targetPort: 81, appProtocol: grpc }] } }',
  },
]
