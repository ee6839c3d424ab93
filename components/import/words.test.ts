import { expect, test } from 'vitest'
import { CHANGE_REASONS, PROBLEMS } from '#lib/kubernetes/convert/change.ts'
import { YAML_FAULTS } from '#lib/kubernetes/convert/yaml-fault.ts'
import words from '#components/messages/en/import.json' with { type: 'json' }

test('the API and the English page say the same', () => {
  expect(words.reason).toEqual(CHANGE_REASONS)
  expect(words.problem).toEqual(Object.fromEntries(Object.entries(PROBLEMS).map(([code, [, text]]) => [code, text])))
  expect(words.fault).toEqual({ ...YAML_FAULTS, OTHER: 'it cannot be read' })
})
