import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse, parseAllDocuments, stringify } from 'yaml'
import { describe, expect, test } from 'vitest'
import { convertedText } from '#components/import/assemble.ts'
import { convertInSlices, convertManifests } from './manifests.ts'
import { parseYaml } from './parse-yaml.ts'

/**
 * A folder a case: `in.yaml` as somebody has it, `out.yaml` after the conversion, `notes.yaml` with what was changed and what is
 * wrong. To add one, write `in.yaml` and run `npx vitest run lib/kubernetes/convert -u`; read what it wrote before you keep it.
 */
const GOLDEN = path.join(import.meta.dirname, 'golden')
const given = (name: string) => readFileSync(path.join(GOLDEN, name, 'in.yaml'), 'utf8')
const converted = (text: string) => convertedText(text, convertManifests(text).documents)

function notesOf(text: string) {
  const { objects, problems } = convertManifests(text)
  const changes = objects.map(({ kind, namespace, name, apiVersion, changes: made, problems: found }) => ({
    object: `${apiVersion.from} ${kind} ${namespace}/${name}`,
    to: apiVersion.to,
    changes: made.map(({ line, path: at, before, after, reason }) => `${line} ${at}: ${before} → ${after} (${reason})`),
    problems: found.map(({ line, column, path: at, severity, message }) => `${line}:${column} ${at}: ${severity}: ${message}`),
  }))
  return { objects: changes, problems: problems.map(({ line, column, severity, message }) => `${line}:${column} ${severity}: ${message}`) }
}

const names = readdirSync(GOLDEN)

describe.each(names)('%s', (name) => {
  test('is converted as it was', async () => {
    await expect(converted(given(name))).toMatchFileSnapshot(path.join(GOLDEN, name, 'out.yaml'))
    await expect(stringify(notesOf(given(name)), { lineWidth: 0 })).toMatchFileSnapshot(path.join(GOLDEN, name, 'notes.yaml'))
  })

  test('is v1 after one conversion: a second one changes nothing', () => {
    const once = converted(given(name))
    expect(converted(once)).toBe(once)
  })

  test('keeps what it does not know', () => {
    const others = (text: string) => convertManifests(text).objects.filter(({ kind }) => !kind.startsWith('Ingress')).map(({ object }) => object)
    expect(others(converted(given(name)))).toEqual(others(given(name)))
  })

  test('with the line ends of Windows gives the same with those', () => {
    const windows = given(name).replaceAll('\n', '\r\n')
    expect(converted(windows)).toBe(converted(given(name)).replaceAll('\n', '\r\n'))
    expect(notesOf(windows)).toEqual(notesOf(given(name)))
  })
})

test('what is JSON stays JSON', () => {
  expect(JSON.parse(converted(given('json')))).toMatchObject({ apiVersion: 'networking.k8s.io/v1', items: [{ kind: 'Ingress', spec: { ingressClassName: 'nginx' } }, {}] })
})

test('what is not converted stays to the letter', () => {
  expect(converted(given('unchanged'))).toBe(given('unchanged'))
})

test('values of Secrets are in no answer, and in the text that is put together', () => {
  const text = given('secret-in-list')
  const answer = JSON.stringify(convertManifests(text).documents)
  expect(answer).not.toMatch(/aGlkZGVu|hidden too/)
  const [list] = parseAllDocuments(converted(text))
  const secret = list!.toJS().items[1]
  expect(secret).toEqual((parse(text) as { items: unknown[] }).items[1])
  expect(JSON.stringify(convertManifests(given('broken')))).not.toContain('c2VjcmV0')
})

test('in slices the same comes of it', async () => {
  const text = Array.from({ length: 300 }, () => given('fanout')).join('---\n')
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  expect(await convertInSlices(text)).toEqual(convertManifests(text))
  clearInterval(timer)
  expect(turns).toBeGreaterThan(0)
})

test('aliases that multiply are a problem, not a hang', () => {
  const levels = Array.from({ length: 12 }, (_, level) => `x${level + 1}: &x${level + 1} [${Array(9).fill(`*x${level}`).join(', ')}]`)
  const bomb = `apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nx0: &x0 [1]\n${levels.join('\n')}\n`
  expect(convertManifests(bomb).problems).toMatchObject([{ code: 'ALIASES', line: 1 }])
})

test('as many keys as there may be cost no more each than few, and one that stands twice is still found', () => {
  const keys = Array.from({ length: 60_000 }, (_, place) => `${place}: 1`).join()
  const begun = performance.now()
  expect(parseYaml(`{${keys}}`).errors).toEqual([])
  // Each compared with all before it, they took half a minute.
  expect(performance.now() - begun).toBeLessThan(5000)
  expect(parseYaml(`{${keys},77: 1}`).errors).toMatchObject([{ code: 'DUPLICATE_KEY' }])
  expect(convertManifests('kind: A\nspec:\n  a: 1\n  b: 1\n  a: 2\n').problems).toMatchObject([{ code: 'YAML', line: 5, column: 3, params: { fault: 'DUPLICATE_KEY' } }])
})

test('a document that is too long to be read at one go is left alone, and the others are not', () => {
  const long = `apiVersion: v1\nkind: ConfigMap\ndata: {a: ${'x'.repeat(50_000)}}\n`
  const { documents, objects, problems } = convertManifests(`${long}---\n${given('fanout')}`)
  expect(problems).toMatchObject([{ code: 'DOCUMENT_TOO_LONG', line: 1, params: { limit: '49152' } }])
  expect(documents[0]!.text).toBeNull()
  expect(objects.length).toBeGreaterThan(0)
})

test.each([
  ['too many aliases', Array.from({ length: 1000 }, (_, place) => `- &a${place} 1\n- *a${place}`).join('\n')],
  ['aliases of much', [`- &a {${Array.from({ length: 1000 }, (_, place) => `a${place}: 1`).join()}}`, ...Array(90).fill('- {<<: *a}')].join('\n')],
])('%s are a problem', (_, items) => {
  expect(convertManifests(`kind: A\nitems:\n${items}\n`).problems).toMatchObject([{ code: 'ALIASES' }])
})

test('any text is answered', () => {
  const texts = ['', '\n', '---', '...', '[', '{', '&a', '*a', '- 1', 'a: b', '\t', '%YAML 1.2\n---\na: 1', 'kind: List\nitems: [null, 1]', 'kind: Ingress', 'kind: Ingress\napiVersion: networking.k8s.io/v1beta1\nspec: []', '\uFEFFkind: A', 'a: &a [*a]\nkind: B', '? {a: b}\n: c', 'kind: !!map {}', 'kind: Ingress\napiVersion: networking.k8s.io/v1beta1\nmetadata: x\nspec: {rules: [{http: x}, x, {http: {paths: x}}], backend: x}']
  for (const text of texts) expect(typeof converted(text), JSON.stringify(text)).toBe('string')
})
