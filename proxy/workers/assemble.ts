import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import type { ListName } from '#lib/snapshot/items.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import type { Slices } from '#lib/routing/slices.ts'
import type { ListPlan, SnapshotPart } from './protocol.ts'

/** The items of a snapshot, list by list. */
export type Lists = ReadonlyMap<ListName, unknown[]>

/** So many items are taken over between two pauses. */
const TURN = 2048

type Filling = { items: unknown[]; kept: Int32Array; next: number }

/** Puts new items where the plan left room. */
function fill(filling: Filling, items: readonly unknown[]): void {
  for (const item of items) {
    while (filling.kept[filling.next] !== -1) filling.next++
    filling.items[filling.next++] = item
  }
}

function listsOf({ listeners, streams, routes, services, upstreams, certificates, consumers }: Snapshot): Map<ListName, unknown[]> {
  const lists = new Map<ListName, unknown[]>(Object.entries({ streams, routes, services, upstreams, certificates, consumers }) as [ListName, unknown[]][])
  lists.set('listeners', listeners.map((listener) => ({ ...listener, entries: [] })))
  listeners.forEach(({ entries }, index) => lists.set(`entries:${index}`, entries))
  return lists
}

/**
 * Makes the lists of a snapshot from those of the one before it and from parts that are taken one by one, each let go
 * as soon as it is read. What is unchanged stays the same object.
 * @param parts has them all already, the last one being `end`
 */
export function* assemble(plan: readonly ListPlan[], parts: MessagePort, held: Lists): Slices<Lists> {
  const lists = new Map<ListName, unknown[]>()
  const open = new Map<ListName, Filling>()
  for (const { name, length, kept } of plan) {
    const before = held.get(name) ?? []
    if (kept === null) {
      lists.set(name, before)
      continue
    }
    const items = Array.from<unknown>({ length })
    for (let place = 0; place < length; place++) {
      if (kept[place] !== -1) items[place] = before[kept[place]!]
      if (place % TURN === 0) yield
    }
    lists.set(name, items)
    open.set(name, { items, kept, next: 0 })
  }
  for (;;) {
    const received = receiveMessageOnPort(parts) as { message: SnapshotPart } | undefined
    if (!received) throw new Error('A part of the snapshot is missing')
    const { message } = received
    if (message === 'end') return lists
    if ('whole' in message) listsOf(JSON.parse(message.whole) as Snapshot).forEach((items, name) => lists.set(name, items))
    else fill(open.get(message.list)!, JSON.parse(message.items) as unknown[])
    yield
  }
}
