import { beforeEach, describe, expect, test } from 'vitest'
import { CHANGE_MARK, openChangeHold, type ChangeHold } from './change-mark.ts'
import type { ClusterObjects, Metadata, V1EndpointSlice, V1Ingress, V1Secret, V1Service } from './objects.ts'

const metadata = (name: string, mark: string | null): Metadata => ({
  name,
  namespace: 'shop',
  uid: name,
  resourceVersion: '1',
  creationTimestamp: '',
  ...(mark === null ? {} : { annotations: { [CHANGE_MARK]: mark } }),
})

type Marks = { ingresses?: (string | null)[]; services?: (string | null)[]; slices?: string[]; secrets?: (string | 'absent')[]; ownSecrets?: string[] }

function objects({ ingresses = [], services = [], slices = [], secrets = [], ownSecrets = [] }: Marks): ClusterObjects {
  const map = <T>(marks: (string | null)[], rest: object) => new Map(marks.map((mark, index) => [`shop/${index}`, { metadata: metadata(`${index}`, mark), ...rest } as T]))
  return {
    ingresses: map<V1Ingress>(ingresses, { spec: {} }),
    ingressClasses: null,
    services: map<V1Service>(services, { spec: {} }),
    endpointSlices: new Map([['shop/web', [...map<V1EndpointSlice>(slices, { endpoints: [] }).values()]]]),
    secrets: new Map(secrets.map((mark, index) => [`shop/${index}`, mark === 'absent' ? mark : ({ metadata: metadata(`${index}`, mark) } as V1Secret)])),
    ownSecrets: map<V1Secret>(ownSecrets, {}),
    configMaps: new Map(),
  }
}

let hold: ChangeHold
beforeEach(() => {
  hold = openChangeHold(2_000)
  hold.remaining(objects({ ingresses: [null] }), 0)
})

test('a change holds until all of it is there', () => {
  expect(hold.remaining(objects({ ingresses: ['a 3/3'] }), 100)).toBe(2_000)
  expect(hold.remaining(objects({ ingresses: ['a 3/3'], services: ['a 1/3'] }), 600)).toBe(1_500)
  expect(hold.remaining(objects({ ingresses: ['a 3/3'], services: ['a 1/3'], slices: ['a 2/3'] }), 700)).toBe(0)
})

test('two seconds from first sight at most, and then never again', () => {
  const half = objects({ services: ['a 1/2'] })
  expect(hold.remaining(half, 1_000)).toBe(2_000)
  expect(hold.remaining(half, 2_999)).toBe(1)
  expect(hold.remaining(half, 3_000)).toBe(0)
  expect(hold.remaining(half, 3_001)).toBe(0)
})

test('what was complete once holds nothing when one of it is written or deleted later', () => {
  expect(hold.remaining(objects({ ingresses: ['a 2/2'], services: ['a 1/2'] }), 0)).toBe(0)
  expect(hold.remaining(objects({ ingresses: ['a 2/2'], services: [null] }), 10)).toBe(0)
})

test('what is incomplete at the start holds nothing', () => {
  const fresh = openChangeHold()
  expect(fresh.remaining(objects({ ingresses: ['old 1/2'] }), 0)).toBe(0)
  expect(fresh.remaining(objects({ ingresses: ['old 1/2', 'new 1/2'] }), 10)).toBe(2_000)
})

describe('several changes at once', () => {
  test('each has its own time, and the last one counts', () => {
    expect(hold.remaining(objects({ ingresses: ['a 1/2'] }), 0)).toBe(2_000)
    expect(hold.remaining(objects({ ingresses: ['a 1/2', 'b 1/2'] }), 1_500)).toBe(2_000)
    expect(hold.remaining(objects({ ingresses: ['a 1/2', 'b 1/2'], services: ['b 2/2'] }), 1_600)).toBe(400)
  })

  test('an endless row of them does not hold for ever', () => {
    const asked = Array.from({ length: 12 }, (_, index) => hold.remaining(objects({ ingresses: [`${index} 1/2`] }), index * 1_000))
    expect(asked).toEqual([2_000, 2_000, 2_000, 2_000, 2_000, 1_000, 0, 2_000, 2_000, 2_000, 2_000, 2_000])
  })

  test('a Secret that is followed in two ways is one', () => {
    expect(hold.remaining(objects({ secrets: ['a 1/2', 'absent'], ownSecrets: ['a 1/2'] }), 0)).toBe(2_000)
  })
})

test.each(['a', 'a 1', '1/2', 'a b 1/2', ''])('%j is no mark', (mark) => {
  expect(hold.remaining(objects({ ingresses: [mark] }), 0)).toBe(0)
})
