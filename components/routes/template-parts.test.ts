import { expect, test } from 'vitest'
import { Template } from '#lib/model/template.ts'
import { filtersInForce, templateParts } from './template-parts.ts'

const TEMPLATES = [
  Template.parse({ name: 'public', filters: [{ type: 'cors' }, { type: 'hsts' }, { type: 'rateLimit', requests: 1 }, { type: 'rateLimit', requests: 2 }] }),
  Template.parse({ name: 'strict', filters: [{ type: 'rateLimit', requests: 3 }] }),
]
const find = (name: string) => TEMPLATES.find((template) => template.name === name)

test('what a template brings, and what takes the place of it', () => {
  expect(templateParts(['public', 'strict'], 0, [{ type: 'hsts' }], find)).toEqual([
    { type: 'cors', overriddenBy: undefined },
    { type: 'hsts', overriddenBy: null },
    { type: 'rateLimit', overriddenBy: 'strict' },
  ])
  expect(templateParts(['public', 'strict'], 1, [], find)).toEqual([{ type: 'rateLimit', overriddenBy: undefined }])
  expect(templateParts(['gone'], 0, [], find)).toEqual([])
})

test('what runs for a form that is not complete', () => {
  const types = (sent: unknown[], templates: string[]) => filtersInForce(sent, templates, find).map(({ type }) => type)
  expect(types([{ type: 'hsts' }, { type: 'mirror' }], [])).toEqual(['hsts'])
  expect(types([{ type: 'compression' }], ['strict', 'gone'])).toEqual(['rateLimit', 'compression'])
})
