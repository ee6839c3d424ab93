import { promises } from 'node:dns'
import { isIP } from 'node:net'
import { FILE_TTL, query, systemLookup, type Answer, type Asked } from './names/query.ts'
import { readSurroundings, type Surroundings } from './names/surroundings.ts'

type Done = (error: NodeJS.ErrnoException | null, addresses: readonly string[]) => void

/** The addresses of targets that are named. An unchanged answer keeps its identity (`===`). */
export type Names = {
  /**
   * The addresses of a host as now known, without waiting; an address literal is its own. Null: not known (yet, or any more).
   * Starts a refresh in the background when the time-to-live is over.
   */
  known(host: string): readonly string[] | null
  /**
   * Waits for the first answer; where one is known, or the last failure is recent, `done` is called before this returns.
   * `error.code` is ENOTFOUND (there is no such name, or it has no address) or EAI_AGAIN (no DNS server said so).
   */
  resolve(host: string, done: Done): void
  /** Forgets hosts that nobody names any more. */
  retain(hosts: ReadonlySet<string>): void
  /** Ends what is being asked, with EAI_AGAIN. */
  close(): void
}

export type NamesOptions = {
  /** Null: made from resolv.conf, and made anew when that changes. */
  resolver?: (Asked['resolver'] & { cancel(): void }) | null
  lookup?: Asked['lookup']
  /** Milliseconds on a clock that never goes back. */
  now?: () => number
  files?: { hosts: string; resolvConf: string }
}

type Entry = {
  host: string
  addresses: readonly string[] | null
  /** The address is the name. */
  isLiteral: boolean
  /** When the time-to-live of the last good answer ends. */
  goodUntil: number
  /** Not asked again before. */
  askAt: number
  /** Since the last good answer. */
  failures: number
  /** A server said, since then, that there is no such name. */
  isMissing: boolean
  error: NodeJS.ErrnoException | null
  source: string | null
  isAsking: boolean
  waiting: Done[]
}

const SYSTEM_FILES = { hosts: '/etc/hosts', resolvConf: '/etc/resolv.conf' }
const MIN_TTL_MS = 1000
const MAX_TTL_MS = 3_600_000
/** How long past its time an answer is used while a new one is fetched: an idle name's old addresses may be somebody else's. */
const STALE_MS = 30_000
/** How long a name that vanished keeps its addresses: names vanish by mistake, and in a rollout of DNS. */
const VANISHED_MS = 300_000
const MAX_BACK_OFF_MS = 30_000
const MAX_ADDRESSES = 256

const byFamily = (a: string, b: string) => Number(a.includes(':')) - Number(b.includes(':')) || (a < b ? -1 : 1)

/** In an order of their own, so that a server that turns its answers around changes nothing. */
const listOf = (addresses: readonly string[]): string[] => [...new Set(addresses)].sort(byFamily).slice(0, MAX_ADDRESSES)

const isSame = (a: readonly string[] | null, b: readonly string[]) =>
  a?.length === b.length && b.every((address, index) => address === a[index])

const nameError = (message: string, code: 'ENOTFOUND' | 'EAI_AGAIN'): NodeJS.ErrnoException => Object.assign(new Error(message), { code })

function usable(entry: Entry, at: number): readonly string[] | null {
  if (entry.isMissing) return at < entry.goodUntil + VANISHED_MS ? entry.addresses : null
  // While the servers are away, what is known goes on being used, however old.
  return entry.failures > 0 || at < entry.goodUntil + STALE_MS ? entry.addresses : null
}

function settle(entry: Entry, answer: Answer, at: number): void {
  if (answer.kind === 'found') {
    const addresses = listOf(answer.addresses)
    if (!isSame(entry.addresses, addresses)) entry.addresses = addresses
    entry.goodUntil = entry.askAt = at + Math.min(Math.max(answer.ttl * 1000, MIN_TTL_MS), MAX_TTL_MS)
    Object.assign(entry, { failures: 0, isMissing: false, error: null, source: answer.source })
    return
  }
  if (answer.kind === 'missing') entry.isMissing = true
  entry.error =
    answer.kind === 'missing'
      ? nameError(`${entry.host} has no address`, 'ENOTFOUND')
      : nameError(`the address of ${entry.host} is not known: ${answer.code}`, 'EAI_AGAIN')
  entry.askAt = at + Math.min(1000 * 2 ** entry.failures, MAX_BACK_OFF_MS)
  entry.failures++
}

const newEntry = (host: string): Entry => {
  const isLiteral = isIP(host) !== 0
  return {
    host, isLiteral, addresses: isLiteral ? [host] : null, goodUntil: 0, askAt: 0, failures: 0, isMissing: false, error: null, source: null,
    isAsking: false, waiting: [],
  }
}

/** How a name is asked: the files are read again when they are older than their time-to-live. */
function createAsk({ resolver = null, lookup = systemLookup, files = SYSTEM_FILES }: NamesOptions, now: () => number) {
  let made: { resolver: promises.Resolver; resolvConf: string } | null = null
  let read: { surroundings: Promise<Surroundings>; until: number } | null = null
  const surroundingsNow = (): Promise<Surroundings> => {
    if (!read || now() >= read.until) read = { surroundings: readSurroundings(files), until: now() + FILE_TTL * 1000 }
    return read.surroundings
  }
  const resolverFor = ({ resolvConf }: Surroundings): promises.Resolver => {
    if (made?.resolvConf !== resolvConf) made = { resolver: new promises.Resolver({ timeout: 2000, tries: 2 }), resolvConf }
    return made.resolver
  }
  return {
    async ask(entry: Entry): Promise<Answer> {
      const surroundings = await surroundingsNow()
      return query({ resolver: resolver ?? resolverFor(surroundings), lookup }, entry.host, surroundings, entry.source)
    },
    cancel: () => (resolver ?? made?.resolver)?.cancel(),
  }
}

/**
 * Addresses with the time-to-live that DNS gives them (1 s to 1 h), asked for once at a time and only while somebody uses the name.
 * Where a name comes from stands at `query`. A failure is kept for 1 s, twice as long after each further one, at most 30 s.
 */
export function createNames(options: NamesOptions = {}): Names {
  const { now = () => performance.now() } = options
  const entries = new Map<string, Entry>()
  const { ask, cancel } = createAsk(options, now)
  let isClosed = false

  const refresh = (entry: Entry): void => {
    entry.isAsking = true
    void ask(entry)
      .catch((error: NodeJS.ErrnoException): Answer => ({ kind: 'failed', code: error.code ?? error.message }))
      .then((answer) => {
        entry.isAsking = false
        settle(entry, isClosed ? { kind: 'failed', code: 'closed' } : answer, now())
        for (const done of entry.waiting.splice(0)) tell(entry, done)
      })
  }
  const tell = (entry: Entry, done: Done): void => {
    const addresses = usable(entry, now())
    if (addresses) done(null, addresses)
    else done(entry.error ?? nameError(`${entry.host} is not asked for any more`, 'EAI_AGAIN'), [])
  }
  const entryOf = (host: string): Entry => {
    let entry = entries.get(host)
    if (!entry) entries.set(host, (entry = newEntry(host)))
    if (!entry.isLiteral && !entry.isAsking && !isClosed && now() >= entry.askAt) refresh(entry)
    return entry
  }
  const current = (entry: Entry) => (entry.isLiteral ? entry.addresses : usable(entry, now()))

  return {
    known: (host) => current(entryOf(host)),
    resolve(host, done) {
      const entry = entryOf(host)
      const addresses = current(entry)
      if (addresses) done(null, addresses)
      else if (entry.isAsking) entry.waiting.push(done)
      else tell(entry, done)
    },
    retain(hosts) {
      for (const host of entries.keys()) if (!hosts.has(host)) entries.delete(host)
    },
    close() {
      isClosed = true
      cancel()
    },
  }
}
