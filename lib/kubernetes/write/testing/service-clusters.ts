/** What is there before a change of services is planned, as the API server has it. */
export const FOREIGN = `
kind: Service
metadata:
  name: shop
  uid: u
  labels: { app: shop, app.kubernetes.io/managed-by: Helm }
  annotations: { team: shop, sluice.dev/retries: "0x2", sluice.dev/nonsense: kept, sluice.dev/slots: "a: [" }
  ownerReferences: [{ kind: Shop, name: shop }]
spec:
  type: ClusterIP
  clusterIP: 10.96.0.7
  clusterIPs: [10.96.0.7]
  sessionAffinity: ClientIP
  selector: { app: shop }
  ports: [{ name: web, port: 80, targetPort: 8080, protocol: TCP }]
`
export const PODS = `
kind: EndpointSlice
metadata: { name: shop-abcde, labels: { kubernetes.io/service-name: shop, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io } }
addressType: IPv4
endpoints: [{ addresses: [10.1.0.1], conditions: { ready: true } }, { addresses: [10.1.0.2], conditions: { ready: true } }]
ports: [{ name: web, port: 8080, protocol: TCP }]
`
export const OUTSIDE = `
kind: Service
metadata: { name: outside, labels: { app.kubernetes.io/managed-by: sluice } }
spec: { clusterIP: 10.96.0.8, ports: [{ port: 80, targetPort: 80, protocol: TCP }] }
---
kind: EndpointSlice
metadata:
  name: outside-sluice-1
  labels: { kubernetes.io/service-name: outside, endpointslice.kubernetes.io/managed-by: sluice.dev, note: kept }
addressType: IPv4
endpoints:
  - { addresses: [192.0.2.1], conditions: { ready: true }, zone: a, hints: { forZones: [{ name: a }] } }
  - { addresses: [192.0.2.2], conditions: { ready: true } }
  - { addresses: [192.0.2.3], conditions: { ready: false } }
ports: [{ name: "", port: 80, protocol: TCP, appProtocol: http }]
`
export const EXTERNAL = `
kind: Service
metadata: { name: abroad, annotations: { team: shop } }
spec: { type: ExternalName, externalName: api.example.com, ports: [{ port: 80, protocol: TCP, targetPort: 80 }] }
`
export const TWO_PORTS = `
kind: Service
metadata: { name: two, annotations: { sluice.dev/retries: "2" } }
spec: { selector: { app: two }, ports: [{ name: a, port: 80, protocol: TCP, targetPort: 80 }, { name: b, port: 81, protocol: TCP, targetPort: 81 }] }
`
