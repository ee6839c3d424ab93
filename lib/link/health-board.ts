import type { ServerResponse } from 'node:http'
import { targetKey, type KnownHealth, type HealthReport, type KnownChange, type Mark } from './health.ts'
import { createMarks } from './marks.ts'
import { newestTo } from './newest-to.ts'

/** What a controller knows of targets: what its proxies tell, and what operators say. */
export type HealthBoard = {
  /** A stream to a proxy that takes marks; told of them until it closes. */
  proxyOpened(stream: ServerResponse): void
  report(proxy: string, report: HealthReport): void
  mark(marks: readonly Mark[]): void
  /** @param known the proxies there are */
  of(upstream: { workspace: string; name: string }, known: readonly { id: string }[]): KnownHealth
}

/** Of one workspace. */
const MOST_CHANGES = 1000
const MOST_RUNS = 10_000
/** A proxy may tell of its targets before its first report; after so long it is one that has gone. */
const FORGOTTEN_AFTER_MS = 60_000

/** @param now Unix time in milliseconds */
export function healthBoard(now: () => number): HealthBoard {
  const marks = createMarks(now)
  /** How each proxy is told the marks. */
  const proxies = new Set<() => void>()
  const reports = new Map<string, { at: number; targets: HealthReport['targets'] }>()
  /** The last change that was taken of each run of a proxy; the run that was heard last stands last. */
  const taken = new Map<string, number>()
  const changes = new Map<string, KnownChange[]>()

  const keep = (change: KnownChange) => {
    const list = changes.get(change.workspace) ?? []
    list.push(change)
    if (list.length > MOST_CHANGES) list.shift()
    changes.set(change.workspace, list)
  }
  const take = (given: readonly Mark[]) => {
    if (marks.take(given).length > 0) proxies.forEach((tell) => tell())
  }
  return {
    proxyOpened(stream) {
      const tell = newestTo(stream, () => `${JSON.stringify({ type: 'marks', marks: marks.all() })}\n`)
      proxies.add(tell)
      stream.once('close', () => proxies.delete(tell))
      if (marks.all().length > 0) tell()
    },
    report(proxy, report) {
      const run = `${proxy} ${report.startedAt}`
      const seen = taken.get(run) ?? 0
      const news = report.changes.filter(({ seq }) => seq > seen)
      for (const change of news) keep({ ...change, proxy, startedAt: report.startedAt })
      taken.delete(run)
      taken.set(run, Math.max(seen, ...news.map(({ seq }) => seq)))
      if (taken.size > MOST_RUNS) taken.delete(taken.keys().next().value!)
      reports.set(proxy, { at: now(), targets: report.targets })
      take(report.marks)
    },
    mark: take,
    of({ workspace, name }, known) {
      const ids = new Set(known.map(({ id }) => id))
      for (const [proxy, { at }] of reports) if (!ids.has(proxy) && now() - at >= FORGOTTEN_AFTER_MS) reports.delete(proxy)
      const isMine = (item: { workspace: string; upstream: string }) => item.workspace === workspace && item.upstream === name
      return {
        proxies: [...reports].filter(([proxy]) => ids.has(proxy)).map(([proxy, { at, targets }]) => ({ proxy, at, targets: targets.filter(isMine) })),
        changes: (changes.get(workspace) ?? []).filter(isMine).toReversed(),
        marks: marks.all().filter(isMine),
      }
    },
  }
}

/** What several controllers know of one upstream. Of a proxy that changed its controller, what it told last. */
export function mergeHealth(answers: readonly KnownHealth[]): KnownHealth {
  const proxies = new Map<string, KnownHealth['proxies'][number]>()
  const changes = new Map<string, KnownChange>()
  const marks = new Map<string, Mark>()
  for (const answer of answers) {
    for (const told of answer.proxies) if ((proxies.get(told.proxy)?.at ?? -1) < told.at) proxies.set(told.proxy, told)
    for (const change of answer.changes) changes.set(`${change.proxy}\n${change.startedAt}\n${change.seq}`, change)
    for (const mark of answer.marks) if ((marks.get(targetKey(mark))?.at ?? -1) < mark.at) marks.set(targetKey(mark), mark)
  }
  return {
    proxies: [...proxies.values()].sort((a, b) => (a.proxy < b.proxy ? -1 : 1)),
    changes: [...changes.values()].sort((a, b) => b.at - a.at || b.seq - a.seq),
    marks: [...marks.values()],
  }
}
