import { expect, test } from 'vitest'
import { Template } from '#lib/model/template.ts'
import { makeRoute } from '#lib/testing/factories.ts'
import { toFormValues } from './route-values.ts'
import { sentenceFacts } from './sentence-facts.ts'

const facts = (given: Parameters<typeof makeRoute>[0]) => sentenceFacts(toFormValues(makeRoute(given)))

test('methods, address, service and what is cut off', () => {
  expect(facts({ methods: ['GET', 'POST'], hosts: ['shop.test'], paths: [{ type: 'prefix', value: '/api' }], stripPath: true })).toMatchObject({
    kind: 'http', methods: ['GET', 'POST'], where: { shown: ['shop.test/api'], more: 0 }, strip: ['/api'], service: 'shop', httpAnswer: null,
  })
})

test('no host and every path is anywhere', () => {
  expect(facts({ paths: [{ type: 'prefix', value: '/' }] })).toMatchObject({ where: { shown: [], more: 0 } })
})

test('the root and regular expressions have nothing to name as cut off', () => {
  expect(facts({ paths: [{ type: 'prefix', value: '/' }, { type: 'regex', value: '/a.' }], stripPath: true })).toMatchObject({ strip: [] })
})

test('a route for https alone says how plain http is answered', () => {
  expect(facts({ protocols: ['https'], hosts: ['a.test'], httpsRedirectStatusCode: 301 })).toMatchObject({ httpAnswer: 301 })
})

test('conditions are named with their values; rows without a name are left out', () => {
  const values = { ...toFormValues(makeRoute({ headers: { 'x-version': ['v1', 'v2'] }, query: { page: ['1'] } })), snis: [''] }
  expect(sentenceFacts(values)).toMatchObject({ headers: [{ name: 'x-version', values: ['v1', 'v2'] }], query: [{ name: 'page', values: ['1'] }], snis: [] })
})

test('streams speak of protocols and peers', () => {
  expect(facts({ protocols: ['tcp'], sources: [{ ip: '10.0.0.0/8' }], destinations: [{ port: 5432 }] })).toMatchObject({
    kind: 'stream', protocols: ['tcp'], sources: ['10.0.0.0/8'], destinations: ['*:5432'],
  })
})

test('a rewrite takes the place of what would be cut off', () => {
  const filters = [{ type: 'rewritePath' as const, mode: 'prefix' as const, value: '/v2' }]
  const given = { paths: [{ type: 'prefix' as const, value: '/api' }], stripPath: true, listeners: ['https'], filters }
  expect(facts(given)).toMatchObject({ strip: [], rewrite: { kind: 'prefix', value: '/v2' }, listeners: ['https'] })
})

test('the filters that refuse and the one that answers, of templates too', () => {
  const template = Template.parse({ name: 'public', filters: [{ type: 'basicAuth' }, { type: 'hsts' }] })
  const values = toFormValues(makeRoute({ service: undefined, hosts: ['a.test'], templates: ['public'], filters: [{ type: 'redirect', scheme: 'https' }, { type: 'bodySize', maxBytes: 1 }] }))
  expect(sentenceFacts(values, () => template)).toMatchObject({
    service: '', isWithout: true, answer: { type: 'redirect' }, checks: [{ type: 'basicAuth' }, { type: 'bodySize' }],
  })
})
