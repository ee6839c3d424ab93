import type { z } from 'zod'
import { decodeSnapshot, encodeSnapshot } from './codec.ts'
import { CompiledCertificate, CompiledConsumer, CompiledListener, CompiledRoute, CompiledService, CompiledStream, Entry, SNAPSHOT_VERSION } from './snapshot.ts'
import { CompiledUpstream } from './upstream.ts'

/** `entries:2` are those of the third listener. */
export type ListName = 'listeners' | 'streams' | 'routes' | 'services' | 'upstreams' | 'certificates' | 'consumers' | `entries:${number}`

/**
 * A snapshot as the texts of its items, list by list: what has the same text is the same, so that a reader who holds
 * one snapshot needs to parse no more of the next one than what changed. Listeners are without their entries.
 */
export type SnapshotItems = Map<ListName, string[]>

const SCHEMAS: Record<string, z.ZodType> = {
  listeners: CompiledListener,
  streams: CompiledStream,
  routes: CompiledRoute,
  services: CompiledService,
  upstreams: CompiledUpstream,
  certificates: CompiledCertificate,
  consumers: CompiledConsumer,
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

function stringEnd(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1
    while (text.charCodeAt(before) === BACKSLASH) before--
    if ((end - before) % 2 === 1) return end + 1
  }
  throw new SyntaxError('A string of the snapshot does not end')
}

/** Where the value that begins at `from` ends. */
function valueEnd(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; ) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      at = stringEnd(text, at)
      if (depth === 0) return at
      continue
    }
    const isEnd = code === 0x7d || code === 0x5d
    // The comma or the bracket behind a plain value.
    if (depth === 0 && (isEnd || code === 0x2c)) return at
    at++
    if (code === 0x7b || code === 0x5b) depth++
    else if (isEnd && --depth === 0) return at
  }
  throw new SyntaxError('The snapshot does not end')
}

type Range = { from: number; to: number }

function expect(text: string, at: number, character: string): void {
  if (text[at] !== character) throw new SyntaxError(`The snapshot has no ${character} at ${at}`)
}

/** The elements of the array that begins at `from`. */
function elements(text: string, from: number): Range[] {
  expect(text, from, '[')
  const found: Range[] = []
  let at = from + 1
  if (text[at] === ']') return found
  for (;;) {
    const to = valueEnd(text, at)
    found.push({ from: at, to })
    if (text[to] === ']') return found
    expect(text, to, ',')
    at = to + 1
  }
}

/** The values of the object that begins at `from`, by key. */
function members(text: string, from: number): Map<string, Range> {
  expect(text, from, '{')
  const found = new Map<string, Range>()
  let at = from + 1
  if (text[at] === '}') return found
  for (;;) {
    expect(text, at, '"')
    const keyEnd = stringEnd(text, at)
    expect(text, keyEnd, ':')
    const value = { from: keyEnd + 1, to: valueEnd(text, keyEnd + 1) }
    found.set(text.slice(at + 1, keyEnd - 1), value)
    if (text[value.to] === '}') return found
    expect(text, value.to, ',')
    at = value.to + 1
  }
}

const LISTS = ['listeners', 'streams', 'routes', 'services', 'upstreams', 'certificates', 'consumers'] as const

function split(text: string): SnapshotItems {
  const items: SnapshotItems = new Map()
  const top = members(text, 0)
  for (const name of LISTS) {
    const range = top.get(name)
    if (!range) throw new SyntaxError(`The snapshot has no ${name}`)
    items.set(name, elements(text, range.from).map(({ from, to }) => text.slice(from, to)))
  }
  const listeners = items.get('listeners')!
  listeners.forEach((listener, index) => {
    const entries = members(listener, 0).get('entries')
    if (!entries) throw new SyntaxError('A listener of the snapshot has no entries')
    items.set(`entries:${index}`, elements(listener, entries.from).map(({ from, to }) => listener.slice(from, to)))
    listeners[index] = `${listener.slice(0, entries.from)}[]${listener.slice(entries.to)}`
  })
  return items
}

/** Whether it says that it is of the newest version, in the way in which `encodeSnapshot` writes. */
export const isNewest = (encoded: string): boolean => encoded.startsWith(`{"version":${SNAPSHOT_VERSION},`)

/**
 * Takes a snapshot of the newest version apart. Items are not looked into: `checkedItem` does that.
 * @throws {Error} as `decodeSnapshot`, if it is no snapshot
 */
export function splitSnapshot(encoded: string): SnapshotItems {
  try {
    return split(encoded)
  } catch {
    // Written by somebody else, or no JSON at all.
    return split(encodeSnapshot(decodeSnapshot(encoded)))
  }
}

/** One item, checked. @throws {Error} naming the list */
export function checkedItem(list: ListName, text: string): unknown {
  const schema = list.startsWith('entries:') ? Entry : SCHEMAS[list]!
  const parsed = schema.safeParse(JSON.parse(text))
  if (!parsed.success) throw new Error(`${list}: ${parsed.error.message}`)
  return parsed.data
}

/**
 * For each item of a list, its place in the list before it, or -1 where it is new.
 * @returns null if the lists are the same
 */
export function kept(before: readonly string[], next: readonly string[]): Int32Array | null {
  const places = new Int32Array(next.length).fill(-1)
  const shorter = Math.min(before.length, next.length)
  let same = 0
  while (same < shorter && before[same] === next[same]) places[same] = same++
  if (same === before.length && same === next.length) return null
  let tail = 0
  while (tail < shorter - same && before[before.length - 1 - tail] === next[next.length - 1 - tail]) {
    tail++
    places[next.length - tail] = before.length - tail
  }
  const middle = new Map<string, number>()
  for (let place = same; place < before.length - tail; place++) middle.set(before[place]!, place)
  for (let place = same; place < next.length - tail; place++) places[place] = middle.get(next[place]!) ?? -1
  return places
}
