import { describe, expect, test } from 'vitest'
import { clusterServiceField, clusterServiceObjects, clusterServiceSchema, newClusterService, objectPathOf, type NewClusterService } from './new-cluster-service.ts'

const made = (fields: Partial<NewClusterService>, place: Partial<NewClusterService['place']> = {}): NewClusterService => {
  const values = newClusterService('shop', 'web')
  return { ...values, ...fields, place: { ...values.place, ...place } }
}
const check = (values: NewClusterService) => clusterServiceSchema({ needsAddress: 'address', needsLabel: 'label' }).safeParse(clusterServiceObjects(values))
const fields = (values: NewClusterService) => check(values).error?.issues.map(({ path }) => clusterServiceField(path as (string | number)[], values))

test.each([
  ['shop', { namespace: 'web', service: 'shop', port: 80 }],
  ['web.shop.8080', { namespace: 'web', service: 'shop', port: 8080 }],
  ['', { namespace: 'web', service: '', port: 80 }],
])('begins with what was typed: "%s"', (called, place) => expect(newClusterService(called, 'web').place).toMatchObject(place))

describe('what is written', () => {
  test('addresses become the targets of the upstream of its name', () => {
    expect(clusterServiceObjects(made({ addresses: ['10.0.0.1:9001', '', '10.0.0.2:9001 5'] }))).toMatchObject({
      upstream: { name: 'web.shop.80', targets: [{ host: '10.0.0.1', port: 9001 }, { host: '10.0.0.2', port: 9001, weight: 5 }] },
      service: { name: 'web.shop.80', upstream: 'web.shop.80', kubernetes: { type: 'ClusterIP' } },
    })
  })

  test('pods are found by their labels', () => {
    const objects = clusterServiceObjects(made({}, { backing: 'pods', selector: [{ label: 'app', value: 'shop' }], targetPort: 'http' }))
    expect(objects).not.toHaveProperty('upstream')
    expect(objects.service).toMatchObject({ upstream: 'web.shop.80', kubernetes: { selector: { app: 'shop' }, targetPort: 'http' } })
  })

  test('a host outside is an ExternalName', () => {
    expect(clusterServiceObjects(made({ host: 'shop.example.com' }, { backing: 'host' })).service).toMatchObject({ host: 'shop.example.com', kubernetes: { type: 'ExternalName' } })
  })
})

test('what is missing or wrong stands at its field', () => {
  expect(fields(made({ addresses: [''] }))).toEqual(['addresses.0'])
  expect(fields(made({ addresses: ['', '10.0.0.1'] }))).toEqual(['addresses.1'])
  expect(fields(made({}, { backing: 'pods' }))).toEqual(['place.selector'])
  expect(fields(made({ addresses: ['10.0.0.1:1'] }, { service: '' }))).toContain('place.service')
  expect(fields(made({ host: 'a b' }, { backing: 'host' }))).toEqual(['host'])
})

test('an issue of the API names its object by its place in the list, or by its kind', () => {
  expect(objectPathOf({ path: ['objects', 0, 'targets', 1], message: '' }, true)).toEqual(['upstream', 'targets', 1])
  expect(objectPathOf({ path: ['objects', 0, 'host'], message: '' }, false)).toEqual(['service', 'host'])
  expect(objectPathOf({ path: ['targets', 1, 'host'], message: '', kind: 'upstreams' } as never, true)).toEqual(['upstream', 'targets', 1, 'host'])
})
