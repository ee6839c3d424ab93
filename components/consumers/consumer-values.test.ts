import { expect, test } from 'vitest'
import { Consumer } from '#lib/model/consumer.ts'
import { dropEmpty } from '#components/form/values.ts'
import { makeConsumer } from '#lib/testing/factories.ts'
import { newConsumer, toField, toFormValues } from './consumer-values.ts'

test.each([makeConsumer(), makeConsumer({ customId: 'u-17', enabled: false, tags: ['team-a'] })])('%j survives the form', (consumer) => {
  expect(Consumer.parse(dropEmpty(toFormValues(consumer)))).toEqual(consumer)
})

test('a new one needs a name alone', () => {
  expect(Consumer.parse(dropEmpty({ ...newConsumer(), name: 'anna' }))).toEqual(makeConsumer())
})

test('an issue of one tag stands at the tags', () => {
  expect([toField(['tags', 1], newConsumer()), toField(['customId'], newConsumer())]).toEqual(['tags', 'customId'])
})
