/** What the tutorials of some years ago show, to be filled in. */
export const EXAMPLE = `apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: shop
  annotations:
    kubernetes.io/ingress.class: sluice
spec:
  rules:
  - host: shop.example.com
    http:
      paths:
      - path: /cart
        backend:
          serviceName: cart
          servicePort: 8080
      - path: /
        backend:
          serviceName: web
          servicePort: "80"
`
