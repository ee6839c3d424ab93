import { MessageChannel, type Transferable } from 'node:worker_threads'
import type { PassiveChange } from '../health/messages.ts'
import type { Log } from '../log.ts'
import type { Tallies } from '../tally.ts'
import type { CounterBook, CounterBooks } from './counter-books.ts'
import type { End, Spawn, WorkerLink } from './link.ts'
import type { Plan } from './plan.ts'
import type { AskKind, Asks, FromWorker, WorkerSettings } from './protocol.ts'

/** What the primary was told when a worker ended before it had answered. */
export class WorkerEnded extends Error {
  override readonly name = 'WorkerEnded'
}

/** One worker as the primary knows it. */
export type Member = {
  readonly number: number
  /** `performance.now()` */
  readonly startedAt: number
  readonly link: WorkerLink
  vitals: SharedArrayBuffer | null
  /** @throws {WorkerEnded} @throws {Error} with the words of the worker */
  ask<K extends AskKind>(kind: K, ask: Asks[K]['ask'], transfer?: readonly Transferable[]): Promise<Asks[K]['answer']>
  /** Hands it a snapshot. @throws {Error} as `ask` */
  build(digest: string, plan: Plan): Promise<Asks['build']['answer']>
}

export type MemberEvents = {
  onEnd(member: Member, end: End): void
  onSight(message: unknown): void
  onHealth(change: PassiveChange): void
}

/** Where what workers count is read. */
export type Readers = { books: CounterBooks; tallies: Tallies }

type Waiting = { resolve: (value: never) => void; reject: (error: Error) => void }

/** Starts a worker and listens to it. */
export function enlist(spawn: Spawn, settings: WorkerSettings, readers: Readers, log: Log, events: MemberEvents): Member {
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let closeTally = () => {}
  const book: CounterBook = readers.books.open((rows) => member.link.post({ type: 'dropCounters', rows }))

  const onMessage = (message: FromWorker): void => {
    switch (message.type) {
      case 'answer':
      case 'refusal': {
        const who = waiting.get(message.id)
        waiting.delete(message.id)
        if (message.type === 'answer') who?.resolve(message.value as never)
        else who?.reject(new Error(message.message))
        return
      }
      case 'shared':
        member.vitals = message.vitals
        closeTally = readers.tallies.open(message.tally)
        return
      case 'counter':
        return book.take(message.news)
      case 'log':
        return log[message.level]({ ...message.facts, worker: settings.number }, message.message)
      case 'sight':
        return events.onSight(message.message)
      case 'health':
        return events.onHealth(message.change)
    }
  }
  const onEnd = (end: End): void => {
    book.close()
    closeTally()
    for (const { reject } of waiting.values()) reject(new WorkerEnded(`Worker ${settings.number} ended: ${end.reason}`))
    waiting.clear()
    events.onEnd(member, end)
  }
  const member: Member = {
    number: settings.number, startedAt: performance.now(), vitals: null,
    link: spawn(settings, { onMessage, onEnd }),
    ask: (kind, ask, transfer) =>
      new Promise((resolve, reject) => {
        const id = ++asked
        waiting.set(id, { resolve, reject })
        member.link.post({ type: 'ask', id, kind, ...ask } as never, transfer)
      }),
    build(digest, { lists, parts }) {
      const { port1, port2 } = new MessageChannel()
      for (const part of parts) port1.postMessage(part)
      return member.ask('build', { digest, plan: lists, parts: port2 }, [port2]).finally(() => port1.close())
    },
  }
  return member
}
