import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Client } from '#lib/kubernetes/client.ts'
import { startElection, type Election, type ElectionTiming } from '#lib/kubernetes/lease.ts'
import type { Log } from '#lib/kubernetes/log.ts'

/** One who has work to do while this process leads. */
export type Candidate = {
  isLeading(): boolean
  /** Who leads as far as is known: the name of a host, `_`, and chance. */
  holder(): string | null
  /** Why the lease cannot be had, for people. */
  problem(): string | null
  /** Ends its work; with the last candidate of a lease the lease is given back. */
  leave(): Promise<void>
}

/**
 * The elections that this process stands for: one for each cluster and namespace, however many workspaces are there, since
 * two of them must not keep the one lease from each other.
 */
export type Elections = {
  /** @param work is started whenever this process begins to lead, and ends when its signal is aborted */
  join(client: Client, work: (signal: AbortSignal) => Promise<void>): Candidate
}

export const LEASE_NAME = 'sluice-controller'

type Member = { client: Client; work: (signal: AbortSignal) => Promise<void>; leaving: AbortController; running: Promise<void> }
type Candidates = { members: Set<Member>; term: AbortSignal | null }
type Group = Candidates & { election: Election }

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => (signal.aborted ? resolve(null) : signal.addEventListener('abort', resolve, { once: true })))

export function createElections({ log, timing = {} }: { log: Log; timing?: Partial<ElectionTiming> }): Elections {
  const groups = new Map<string, Group>()

  function begin(member: Member, term: AbortSignal): void {
    const signal = AbortSignal.any([term, member.leaving.signal])
    member.running = member.running
      .then(() => (signal.aborted ? undefined : member.work(signal)))
      .catch((err: unknown) => log.error({ server: member.client.server, err }, "the leader's work failed"))
  }

  function open(first: Member): Group {
    const group: Candidates = { members: new Set([first]), term: null }
    const election = startElection({
      // The workspace that came first may leave, and its client is closed then.
      client: { request: (...args) => [...group.members][0]!.client.request(...args) },
      namespace: first.client.namespace,
      name: LEASE_NAME,
      // Of each election anew: one that gives the lease back and one that begins must not take each other for the same.
      identity: `${hostname()}_${randomUUID()}`,
      log,
      timing,
      async onLeading(signal) {
        group.term = signal
        for (const member of group.members) begin(member, signal)
        await aborted(signal)
        group.term = null
        await Promise.all([...group.members].map(({ running }) => running))
      },
    })
    return Object.assign(group, { election })
  }

  async function leave(key: string, group: Group, member: Member): Promise<void> {
    member.leaving.abort()
    await member.running
    if (group.members.size > 1) {
      group.members.delete(member)
      return
    }
    if (groups.get(key) === group) groups.delete(key)
    await group.election.stop()
  }

  return {
    join(client, work) {
      const key = `${client.server} ${client.namespace}`
      const member: Member = { client, work, leaving: new AbortController(), running: Promise.resolve() }
      const known = groups.get(key)
      known?.members.add(member)
      if (known?.term) begin(member, known.term)
      const group = known ?? open(member)
      groups.set(key, group)
      const { election } = group
      return { isLeading: election.isLeading, holder: election.holder, problem: election.problem, leave: () => leave(key, group, member) }
    },
  }
}
