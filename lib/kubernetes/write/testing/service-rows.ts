import { FOREIGN, PODS } from './service-clusters.ts'

/** `after`: what is edited, by kind and name; nothing where it is not given. `issues`: place in what is wanted, field and code. */
export type Row = { name: string; before?: string; wanted: string; after?: string; issues?: string[]; allowShared?: boolean }

const K = 'selector: { app: shop }, portName: web, targetPort: 8080'

/** What is made of nothing. */
export const MADE: Row[] = [
  {
    name: 'a service with a selector is made',
    wanted: 'services default.shop.80: { kubernetes: { selector: { app: shop }, portName: web, targetPort: 8080 } }',
    after: `
Service shop:
  labels: { app.kubernetes.io/managed-by: sluice }
  spec: { selector: { app: shop }, ports: [{ port: 80, protocol: TCP, targetPort: 8080, name: web }] }
`,
  },
  {
    name: 'one of type NodePort, with addresses of its own and settings',
    wanted: `
services default.shop.443:
  protocol: https
  tlsVerify: false
  retries: 2
  tags: [team-a, public]
  kubernetes: { type: NodePort, selector: { app: shop }, nodePort: 30443, externalIPs: [203.0.113.7] }
`,
    after: `
Service shop:
  labels: { app.kubernetes.io/managed-by: sluice }
  annotations: { sluice.dev/protocol: https, sluice.dev/retries: "2", sluice.dev/tags: "team-a, public", sluice.dev/tls-verify: "false" }
  spec: { type: NodePort, selector: { app: shop }, externalIPs: [203.0.113.7], ports: [{ port: 443, protocol: TCP, nodePort: 30443 }] }
`,
  },
  {
    name: 'two ports of one V1Service at once: both get names, and a protocol of their own',
    wanted: `
services default.shop.80: { kubernetes: { selector: { app: shop } } }
services default.shop.443: { protocol: https, kubernetes: { selector: { app: shop }, portName: tls } }
`,
    after: `
Service shop:
  labels: { app.kubernetes.io/managed-by: sluice }
  spec:
    selector: { app: shop }
    ports: [{ port: 80, protocol: TCP, name: port-80 }, { port: 443, protocol: TCP, name: tls, appProtocol: https }]
`,
  },
  {
    name: 'targets without a selector stand in a slice for each type and port',
    wanted: `
services default.outside.80: { kubernetes: { headless: true } }
upstreams default.outside.80:
  algorithm: least-connections
  targets: [{ host: 192.0.2.1, port: 80 }, { host: 192.0.2.2, port: 80, weight: 0 }, { host: "2001:db8::1", port: 81 }, { host: a.example.com, port: 80 }, { host: b.example.com, port: 80 }]
`,
    after: `
Service outside:
  labels: { app.kubernetes.io/managed-by: sluice }
  annotations: { sluice.dev/algorithm: least-connections, sluice.dev/target-weights: "{ 192.0.2.2:80: 0 }" }
  spec: { clusterIP: None, ports: [{ port: 80, protocol: TCP }] }
EndpointSlice outside-sluice-b88cc55e: { labels: &l { kubernetes.io/service-name: outside, endpointslice.kubernetes.io/managed-by: sluice.dev, app.kubernetes.io/managed-by: sluice }, addressType: IPv4, endpoints: [{ addresses: [192.0.2.1], conditions: { ready: true } }, { addresses: [192.0.2.2], conditions: { ready: true } }], ports: [{ name: "", port: 80, protocol: TCP }] }
EndpointSlice outside-sluice-6: { labels: *l, addressType: IPv6, endpoints: [{ addresses: ["2001:db8::1"], conditions: { ready: true } }], ports: [{ name: "", port: 81, protocol: TCP }] }
EndpointSlice outside-sluice-f: { labels: *l, addressType: FQDN, endpoints: [{ addresses: [a.example.com], conditions: { ready: true } }, { addresses: [b.example.com], conditions: { ready: true } }], ports: [{ name: "", port: 80, protocol: TCP }] }
`,
  },
  {
    name: 'an upstream alone makes its service, too',
    wanted: 'upstreams default.outside.80: { targets: [] }',
    after: 'Service outside: { labels: { app.kubernetes.io/managed-by: sluice }, spec: { ports: [{ port: 80, protocol: TCP }] } }',
  },
  {
    name: 'a host outside is an ExternalName',
    wanted: 'services default.abroad.443: { protocol: https, host: api.example.com, port: 8443 }',
    after: `
Service abroad:
  labels: { app.kubernetes.io/managed-by: sluice }
  annotations: { sluice.dev/protocol: https }
  spec: { type: ExternalName, externalName: api.example.com, ports: [{ port: 443, protocol: TCP, targetPort: 8443 }] }
`,
  },
  {
    name: 'one without a port is dialled at that of its protocol',
    wanted: 'services default.abroad.8000: { protocol: https, host: api.example.com }',
    after: `
Service abroad:
  labels: { app.kubernetes.io/managed-by: sluice }
  annotations: { sluice.dev/protocol: https }
  spec: { type: ExternalName, externalName: api.example.com, ports: [{ port: 8000, protocol: TCP, targetPort: 443 }] }
`,
  },
  {
    name: 'an ExternalName is an upstream by an annotation that says so',
    wanted: `
services default.abroad.80: { kubernetes: { type: ExternalName } }
upstreams default.abroad.80: { targets: [{ host: api.example.com, port: 8080 }] }
`,
    after: `
Service abroad:
  labels: { app.kubernetes.io/managed-by: sluice }
  annotations: { sluice.dev/algorithm: round-robin }
  spec: { type: ExternalName, externalName: api.example.com, ports: [{ port: 80, protocol: TCP, targetPort: 8080 }] }
`,
  },
]

/** What is refused. */
export const REFUSED: Row[] = [
  { name: 'a headless service stays headless', before: FOREIGN, wanted: `services default.shop.80: { retries: 2, kubernetes: { ${K}, headless: true } }`, issues: ['0 kubernetes.headless NOT_SAYABLE'] },
  { name: 'pods without a selector would stay for ever', before: `${FOREIGN}---${PODS}`, wanted: 'services default.shop.80: { retries: 2, kubernetes: { portName: web, targetPort: 8080 } }', issues: ['0 kubernetes.selector NOT_SAYABLE'] },
  { name: 'only some types have a node port', wanted: 'services default.shop.80: { kubernetes: { nodePort: 30000 } }', issues: ['0 kubernetes.nodePort NOT_SAYABLE'] },
  { name: 'a host is an ExternalName', wanted: 'services default.shop.80: { host: a.test, kubernetes: { type: ClusterIP } }', issues: ['0 kubernetes.type NOT_SAYABLE'] },
  { name: 'an address is none', wanted: 'services default.shop.80: { host: 192.0.2.1 }', issues: ['0 host NOT_SAYABLE'] },
  { name: 'nor is the proxy itself', wanted: 'services default.shop.80: { host: localhost }', issues: ['0 host NOT_SAYABLE'] },
  { name: 'an upstream of another name', wanted: 'services default.shop.80: { upstream: default.other.80 }', issues: ['0 upstream NOT_SAYABLE'] },
  { name: 'authorities that no Secret holds', before: FOREIGN, wanted: `services default.shop.80: { protocol: https, caCertificates: "-----BEGIN CERTIFICATE-----x" }`, issues: ['0 caCertificates DERIVED'] },
  { name: 'a certificate that is not there', before: FOREIGN, wanted: 'services default.shop.80: { protocol: https, clientCertificate: default.nowhere }', issues: ['0 clientCertificate NOT_SAYABLE'] },
  { name: 'a certificate of another namespace', before: FOREIGN, wanted: 'services default.shop.80: { protocol: https, clientCertificate: other.pair }', issues: ['0 clientCertificate NOT_SAYABLE'] },
  {
    name: 'targets that no endpoint can be',
    wanted: 'upstreams default.shop.80: { targets: [{ host: 127.0.0.1, port: 80 }, { host: A.test, port: 80 }, { host: "fe80::1", port: 80 }, { host: 192.0.2.1, port: 80, enabled: false }, { host: localhost, port: 80 }, { host: "2001:DB8::1", port: 80 }, { host: "::ffff:192.0.2.1", port: 80 }] }',
    issues: ['0 targets.0.host NOT_SAYABLE', '0 targets.1.host NOT_SAYABLE', '0 targets.2.host NOT_SAYABLE', '0 targets.3.enabled NOT_SAYABLE', '0 targets.4.host NOT_SAYABLE', '0 targets.5.host NOT_SAYABLE', '0 targets.6.host NOT_SAYABLE'],
  },
  { name: 'names that no V1Service has', wanted: '{ services shop: {}, services default.shop.http: {}, services default.1shop.80: {}, upstreams default.shop.70000: {} }', issues: ['0 name NAME', '1 name NAME', '2 name NAME', '3 name NAME'] },
]
