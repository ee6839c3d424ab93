import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { secretBox } from '#lib/secret.ts'
import { encodeSnapshot } from '#lib/snapshot/codec.ts'
import { lastGood, type Kept } from './last-good.ts'
import { send, sendToEcho } from './testing/client.ts'
import { startEcho } from './testing/echo.ts'
import { makeSnapshot } from './testing/snapshot.ts'
import { startTestProxy } from './testing/start-proxy.ts'

const BOX = secretBox(['a key of sixteen or more'])

function open() {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'sluice-last-good-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const refused: string[] = []
  const folder = path.join(dataDir, 'snapshots')
  const again = (box = BOX) => lastGood(dataDir, box, (file, reason) => refused.push(`${path.basename(file)}: ${reason}`))
  return { dataDir, folder, refused, again, store: again(), files: () => readdirSync(folder).sort() }
}

const kept = (revision: number): Kept => ({ revisions: { default: revision }, digest: `d${revision}`, snapshot: `snapshot ${revision}` })
const same = (found: Kept) => found

test('an empty folder gives none', () => expect(open().store.load(same)).toBeNull())

test('the newest is loaded, and the newest two are kept', () => {
  const { store, files, again } = open()
  for (const revision of [1, 2, 3]) store.save(kept(revision))
  expect(again().load(same)).toEqual(kept(3))
  expect(files()).toHaveLength(2)
})

test('files are for the owner alone and show nothing', () => {
  const { store, folder, files } = open()
  store.save({ ...kept(1), snapshot: '-----BEGIN PRIVATE KEY-----' })
  const file = path.join(folder, files()[0]!)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(readFileSync(file, 'utf8')).not.toContain('PRIVATE KEY')
})

const DAMAGE: [string, (text: string) => string][] = [
  ['emptied', () => ''],
  ['cut', (text) => text.slice(0, text.length / 2)],
  ['changed by one letter', (text) => text.replace(/.(?=\n$)/, (last) => (last === 'A' ? 'B' : 'A'))],
  ['without its checksum', (text) => text.split('\n')[1]!],
]
test.each(DAMAGE)('one that was %s is refused for the one before it, and makes place at the next save', (_, damage) => {
  const { store, folder, files, again, refused } = open()
  store.save(kept(1))
  store.save(kept(2))
  const newest = path.join(folder, files()[1]!)
  writeFileSync(newest, damage(readFileSync(newest, 'utf8')))
  const next = again()
  expect(next.load(same)).toEqual(kept(1))
  expect(refused).toHaveLength(1)
  next.save(kept(3))
  const last = path.join(folder, files()[1]!)
  writeFileSync(last, '')
  expect(again().load(same)).toEqual(kept(1))
})

test('one under another key is refused', () => {
  const { store, again, refused } = open()
  store.save(kept(1))
  expect(again(secretBox(['another key of sixteen'])).load(same)).toBeNull()
  expect(refused[0]).toMatch(/not in SLUICE_SECRET_KEY/)
  expect(again(secretBox(['another key of sixteen', 'a key of sixteen or more'])).load(same)).toEqual(kept(1))
})

test('one that the reader does not accept is passed over', () => {
  const { store, again } = open()
  store.save(kept(1))
  store.save(kept(2))
  const found = again().load((item) => {
    if (item.digest === 'd2') throw new Error('from a newer version')
    return item
  })
  expect(found).toEqual(kept(1))
})

test('a write that fails leaves what was there, and no draft behind', () => {
  const { store, folder, files, again } = open()
  store.save(kept(1))
  // A folder under the draft's name stands for the disk that refuses.
  mkdirSync(path.join(folder, `000000000002.snapshot.${process.pid}.draft`, 'x'), { recursive: true })
  expect(() => store.save(kept(2))).toThrow()
  rmSync(path.join(folder, `000000000002.snapshot.${process.pid}.draft`), { recursive: true })
  expect(files()).toEqual(['000000000001.snapshot'])
  expect(again().load(same)).toEqual(kept(1))
})

test('a draft left by a crash is cleared away', () => {
  const { store, folder, files } = open()
  store.save(kept(1))
  writeFileSync(path.join(folder, '000000000002.snapshot.1.draft'), 'half')
  store.save(kept(2))
  expect(files()).toEqual(['000000000001.snapshot', '000000000002.snapshot'])
})

test('a proxy starts from it without a controller, with its revisions', async () => {
  const { again } = open()
  const echo = await startEcho()
  const first = await startTestProxy({ routes: [{ targets: [{ port: echo.port }] }] }, { lastGood: again() })
  await first.drain()
  const second = await startTestProxy(null, { lastGood: again() })
  await sendToEcho(second.http)
  expect(second.served()).toMatchObject({ state: 'serving', revisions: { default: 1 }, digest: first.served().digest })
  expect((await send(second.status, { path: '/readyz' })).status).toBe(200)
})

test('a disk that refuses does not keep a snapshot from being served', async () => {
  const echo = await startEcho()
  const full = { load: () => null, save: () => { throw new Error('ENOSPC: no space left on device') } }
  const proxy = await startTestProxy(null, { lastGood: full })
  const encoded = encodeSnapshot(makeSnapshot({ routes: [{ targets: [{ port: echo.port }] }] }))
  expect(await proxy.apply({ default: 1 }, encoded)).toMatchObject({ state: 'serving' })
  await sendToEcho(proxy.http)
  expect(proxy.lines.join('\n')).toContain('cannot be kept on disk')
})
