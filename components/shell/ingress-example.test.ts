import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { ingressExample } from './ingress-example.ts'

const read = (...args: Parameters<typeof ingressExample>) => parse(ingressExample(...args)) as { metadata: object; spec: Record<string, unknown> }

test('names the class of the workspace, and what is asked for beside it', () => {
  const plain = read('public')
  expect(plain.spec).toEqual({ ingressClassName: 'public', rules: [expect.objectContaining({ host: 'shop.example.com' })] })
  expect(plain.metadata).toEqual({ name: 'shop', namespace: 'default' })
  expect(read('public', 'tls').spec.tls).toEqual([{ hosts: ['shop.example.com'], secretName: 'shop-tls' }])
  expect(read('public', 'users').metadata).toMatchObject({ annotations: { 'sluice.dev/basic-auth': '{ secret: shop-users }' } })
  expect(read('public', 'canary').metadata).toMatchObject({ annotations: { 'sluice.dev/canary-service': 'shop-v2:80', 'sluice.dev/canary-weight': '10' } })
})
