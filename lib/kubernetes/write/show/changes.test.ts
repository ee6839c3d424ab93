import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { describeChanges } from './changes.ts'
import { prepareRequests } from '../send/requests.ts'
import { quoted, withInput } from './shell.ts'
import type { RawObject } from '../types.ts'

const object = (kind: string, rest: object, metadata: object = {}): RawObject => ({ apiVersion: 'v1', kind, metadata: { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: '1', ...metadata }, ...rest })

const describeOne = (before: RawObject | null, after: RawObject | null) => {
  const { kind } = (before ?? after)!
  return describeChanges(prepareRequests([{ ref: { kind, namespace: 'shop', name: 'web' }, before, after }], { changeId: 'c' }))[0]!
}

describe('what is shown of a change', () => {
  test('a patch of an object of others', () => {
    const before = object('Ingress', { spec: { rules: [] } }, { annotations: { a: "it's" } })
    expect(describeOne(before, { ...before, metadata: { ...before.metadata, annotations: { a: "it's $HOME" } } })).toMatchObject({
      action: 'update',
      method: 'patch',
      managedBy: null,
      patch: [{ op: 'test', path: '/metadata/annotations/a', value: "it's" }, { op: 'replace', path: '/metadata/annotations/a', value: "it's $HOME" }],
      command: String.raw`kubectl patch ingress web -n shop --type=json -p '[{"op":"test","path":"/metadata/annotations/a","value":"it'\''s"},{"op":"replace","path":"/metadata/annotations/a","value":"it'\''s $HOME"}]'`,
    })
  })

  test('an object that comes, and one that goes', () => {
    const ingress = object('Ingress', { spec: { rules: [] } })
    expect(describeOne(null, ingress)).toMatchObject({ action: 'create', before: null, patch: null, command: expect.stringMatching(/^kubectl apply --server-side .* <<'EOF'\napiVersion: v1\nkind: Ingress\n[^]*\nEOF$/) })
    expect(describeOne(ingress, null)).toMatchObject({ action: 'delete', after: null, command: 'kubectl delete ingress web -n shop' })
  })

  test('marks of changes are no news', () => {
    const edits = ['one', 'two'].map((name) => ({ ref: { kind: 'Service', namespace: 'shop', name }, before: null, after: object('Service', { spec: {} }, { name }) }))
    expect(JSON.stringify(describeChanges(prepareRequests(edits, { changeId: 'c' })))).not.toContain('sluice.dev/change')
  })

  test('nothing that a Secret holds', () => {
    const before = object('Secret', { type: 'kubernetes.io/tls', data: { 'tls.crt': 'T0xE', 'tls.key': 'U0VDUkVU' } })
    const after = { ...before, data: { 'tls.crt': 'TkVX', 'tls.key': 'U0VDUkVU' } }
    const all = [describeOne(before, after), describeOne(null, after), describeOne(before, null)]
    expect(JSON.stringify(all)).not.toMatch(/T0xE|TkVX|U0VD/)
    expect(all[0]!.after).toContain('  tls.crt: (hidden, changed)\n  tls.key: (hidden)\n')
    expect(all[0]!.command).toContain('kubectl create secret tls web -n shop --cert=tls.crt --key=tls.key')
  })
})

describe('words of a shell', () => {
  const said = async (command: string) => (await promisify(execFile)('sh', ['-c', command])).stdout

  test.each(['plain', "it's", '$HOME `id` "x" \\', '', 'two\nlines', '-n', '!', '*'])('%j', async (text) => {
    expect(await said(`printf %s ${quoted(text)}`)).toBe(text)
  })

  test.each(['a\n', 'EOF\n$HOME\n', 'EOF\nEOF_\n'])('input %j', async (text) => {
    expect(await said(withInput('cat', text))).toBe(text)
  })
})
