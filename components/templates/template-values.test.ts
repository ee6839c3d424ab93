import { expect, test } from 'vitest'
import { Template } from '#lib/model/template.ts'
import { dropEmpty } from '#components/form/values.ts'
import { makeTemplate } from '#lib/testing/factories.ts'
import { fromFormValues, newTemplate, toField, toFormValues } from './template-values.ts'

test.each([
  makeTemplate(),
  makeTemplate({ description: 'What everybody gets', tags: ['team-a'], filters: [] }),
  makeTemplate({ filters: [{ type: 'requestHeaders', set: { 'x-team': 'a' } }, { type: 'cors', exposeHeaders: ['etag'] }, { type: 'rateLimit', requests: 3, by: 'consumer' }] }),
])('%j survives the form', (template) => {
  expect(Template.parse(dropEmpty(fromFormValues(toFormValues(template))))).toEqual(template)
})

test('a new one needs a name alone', () => {
  expect(Template.parse(dropEmpty(fromFormValues({ ...newTemplate(), name: 'public' })))).toEqual(makeTemplate({ filters: [] }))
})

test('an issue with a filter stands at its row', () => {
  const values = toFormValues(makeTemplate())
  expect([toField(['filters', 0, 'requests'], values), toField(['filters'], values), toField(['tags', 0], values)]).toEqual(['filters.0.requests', 'filters', 'tags'])
})
