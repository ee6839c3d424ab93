import { describe, expect, test } from 'vitest'
import type { Filter } from '#lib/model/filter.ts'
import type { z } from 'zod'
import { makeConfig, makeConsumer, makeCredential, makeRoute, makeService, makeTemplate } from '#lib/testing/factories.ts'
import { compile } from './compile.ts'

type Given = z.input<typeof Filter>
type Config = Parameters<typeof makeConfig>[0]

const CORS: Given = { type: 'cors' }
const LIMIT: Given = { type: 'rateLimit', requests: 10 }
const RENAME: Given = { type: 'rewritePath', mode: 'full', value: '/new' }

function compileOne(config: Config) {
  const { snapshot, diagnostics } = compile([makeConfig(config)], { now: new Date(0) })
  return { snapshot, route: snapshot.routes[0]!, said: diagnostics.map(({ code, source, field }) => `${code} ${source.kind}/${source.name} ${field}`) }
}

const typesOf = (config: Config) => compileOne(config).route.filters.map(({ filter, template }) => `${template ?? 'own'}:${filter.type}`)

describe('the filters of a route', () => {
  test('run in one order, whatever the order of the list', () => {
    expect(typesOf({ routes: [makeRoute({ filters: [{ type: 'hsts' }, LIMIT, CORS, { ...LIMIT, requests: 5 }] })] })).toEqual(['own:cors', 'own:rateLimit', 'own:rateLimit', 'own:hsts'])
  })

  test('of one type are its own, else those of its last template that has any', () => {
    const templates = [
      makeTemplate({ name: 'a', filters: [CORS, { type: 'hsts' }, LIMIT, LIMIT] }),
      makeTemplate({ name: 'b', filters: [{ type: 'hsts', preload: true }, { type: 'compression' }] }),
    ]
    expect(typesOf({ templates, routes: [makeRoute({ templates: ['a', 'b'], filters: [CORS] })] })).toEqual(['own:cors', 'a:rateLimit', 'a:rateLimit', 'b:hsts', 'b:compression'])
  })

  test('may rewrite the path by a template', () => {
    const { route } = compileOne({ templates: [makeTemplate({ name: 'a', filters: [RENAME] })], routes: [makeRoute({ templates: ['a'] })] })
    expect([route.rewrite, route.rewriteTemplate, route.filters]).toEqual([{ kind: 'full', value: '/new' }, 'a', []])
  })

  test('name services by their places', () => {
    const services = [makeService(), makeService({ name: 'zz', upstream: 'shop' })]
    const { snapshot, route } = compileOne({ services, routes: [makeRoute({ filters: [{ type: 'mirror', service: 'zz' }] })] })
    expect(route.filters[0]!.filter).toMatchObject({ service: snapshot.services.findIndex(({ name }) => name === 'zz') })
  })
})

describe('what is not there', () => {
  test.each<[string, Config, string[], string[]]>([
    ['the service of a mirror', { routes: [makeRoute({ filters: [{ type: 'mirror', service: 'gone' }] })] }, ['DANGLING_REFERENCE routes/shop filters.0.service'], []],
    [
      'a consumer who alone may pass: nobody does',
      { routes: [makeRoute({ filters: [{ type: 'basicAuth', consumers: ['gone'] }] })] },
      ['DANGLING_REFERENCE routes/shop filters.0.consumers.0'],
      ['basicAuth'],
    ],
    [
      'in a template, what the template names',
      { templates: [makeTemplate({ name: 'a', filters: [{ type: 'defaultBackend', service: 'gone' }] })], routes: [makeRoute({ templates: ['a'] })] },
      ['DANGLING_REFERENCE templates/a filters.0.service'],
      [],
    ],
  ])('%s', (_, config, said, filters) => {
    const compiled = compileOne(config)
    expect([compiled.said, compiled.route.filters.map(({ filter }) => filter.type)]).toEqual([said, filters])
  })

  test('a template: the route answers 500, since nobody knows what it would have checked', () => {
    const { route, said } = compileOne({ routes: [makeRoute({ templates: ['gone'] })] })
    expect([route.action, said]).toEqual([expect.objectContaining({ kind: 'respond', status: 500 }), ['DANGLING_REFERENCE routes/shop templates.0']])
  })

  test('a service, where a filter answers: nothing is wrong', () => {
    const { service: _, ...route } = makeRoute({ filters: [{ type: 'redirect', hostname: 'b.test' }] })
    expect(compileOne({ routes: [route] }).said).toEqual([])
  })

  test('a service, where no filter answers', () => {
    const { service: _, ...route } = makeRoute({ templates: ['a'] })
    expect(compileOne({ templates: [makeTemplate({ name: 'a', filters: [CORS] })], routes: [route] }).said).toEqual(['NO_SERVICE routes/shop service'])
  })
})

describe('consumers', () => {
  const anna = makeConsumer({ name: 'anna' })
  const password = (name: string, given: object = {}) => makeCredential({ name, consumer: 'anna', type: 'basicAuth', username: 'anna', secret: 'x', ...given })

  test('show what their credentials are digests of', () => {
    const { snapshot } = compileOne({ consumers: [anna], credentials: [password('p'), makeCredential({ name: 'k', consumer: 'anna', type: 'keyAuth', secret: 'abc', username: undefined })] })
    expect(snapshot.consumers).toEqual([
      {
        workspace: 'default', name: 'anna', customId: null,
        passwords: [{ credential: 'p', digest: expect.stringMatching(/^[0-9a-f]{64}$/) }],
        // printf abc | sha256sum
        keys: [{ credential: 'k', digest: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' }],
      },
    ])
  })

  test.each<[string, Config, string[], number]>([
    ['who are disabled are left out', { consumers: [makeConsumer({ name: 'anna', enabled: false })], credentials: [password('p')] }, [], 0],
    ['credentials that are disabled are left out', { consumers: [anna], credentials: [password('p', { enabled: false })] }, [], 0],
    ['two credentials of one user name: the first counts', { consumers: [anna], credentials: [password('a'), password('b', { secret: 'y' })] }, ['CREDENTIAL_CONFLICT credentials/b username'], 1],
    ['a user name of someone who is disabled is free', { consumers: [makeConsumer({ name: 'abel', enabled: false }), anna], credentials: [password('a', { consumer: 'abel' }), password('b')] }, [], 1],
    ['a credential of nobody', { credentials: [password('a')] }, ['DANGLING_REFERENCE credentials/a consumer'], 0],
  ])('%s', (_, config, said, passwords) => {
    const compiled = compileOne({ routes: [makeRoute()], consumers: [], ...config })
    expect([compiled.said, compiled.snapshot.consumers.flatMap((consumer) => consumer.passwords).length]).toEqual([said, passwords])
  })
})
