import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostMap, numberOf } from './host-map.ts'
import { finish } from './slices.ts'

test('is a map', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', 'é'), maxLength: 5 })
  const property = fc.property(fc.uniqueArray(name, { maxLength: 60 }), fc.array(name, { maxLength: 20 }), (names, others) => {
    const numbers = new Map(names.map((one, index) => [one, index * 7]))
    const packed = finish(hostMap(numbers))
    for (const one of [...names, ...others]) expect(numberOf(packed, one)).toBe(numbers.get(one) ?? -1)
  })
  fc.assert(property)
})
