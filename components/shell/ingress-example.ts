/** What the example shows beside one host and one Service. */
export type ExampleOf = 'route' | 'tls' | 'canary' | 'users'

const CANARY = `
  annotations:
    sluice.dev/canary-service: shop-v2:80
    sluice.dev/canary-weight: "10"`

const USERS = `
  annotations:
    sluice.dev/basic-auth: '{ secret: shop-users }'`

const ANNOTATIONS: Partial<Record<ExampleOf, string>> = { canary: CANARY, users: USERS }

const TLS = `
  tls:
    - hosts: [shop.example.com]
      secretName: shop-tls`

/** The least Ingress of a class that is served: one host, all paths, one port of a Service. */
export const ingressExample = (ingressClass: string, of: ExampleOf = 'route'): string => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: default${ANNOTATIONS[of] ?? ''}
spec:
  ingressClassName: ${ingressClass}${of === 'tls' ? TLS : ''}
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: shop
                port:
                  number: 80
`
