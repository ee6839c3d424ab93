import { expect, test } from 'vitest'
import type { KubernetesChange } from '#components/api/types.ts'
import { keptByOthers, handOver } from './keepers.ts'

const change = (fields: Partial<KubernetesChange>): KubernetesChange => ({
  ref: { kind: 'Ingress', namespace: 'shop', name: 'web' },
  action: 'update', method: 'patch', managedBy: null, before: 'a: 1\n', after: 'a: 2\n', patch: null, command: 'kubectl patch …', ...fields,
})

test('what another tool keeps is told from what is ours or nobody’s', () => {
  const helm = change({ managedBy: { tool: 'helm', name: 'shop/web' } })
  expect(keptByOthers([change({}), helm, change({ managedBy: { tool: 'sluice', name: 'sluice' } })])).toEqual([helm])
  expect(keptByOthers(undefined)).toEqual([])
})

test.each([
  ['the patch', change({ patch: [{ op: 'replace', path: '/a', value: 2 }] }), '[\n  {\n    "op": "replace",\n    "path": "/a",\n    "value": 2\n  }\n]\n'],
  ['the object where there is no patch', change({ patch: [] }), 'a: 2\n'],
  ['the command where nothing is left', change({ after: null }), 'kubectl patch …'],
])('to be copied: %s', (_, from, text) => expect(handOver(from).text).toBe(text))
