import type { Log } from '../log.ts'
import { pause } from '../waker.ts'
import { LIFETIMES, renew, type Lifetimes, type Material } from './material.ts'
import type { MaterialStore } from './material-store.ts'

/** Keeps the webhook's certificate and its authorities fresh. */
export type MaterialKeeper = {
  /** Null as long as it could not be read or made. */
  current(): Material | null
  /** Why it is not fresh, for people. */
  problem(): string | null
  stop(): Promise<void>
}

export type KeeperOptions = {
  store: MaterialStore
  /** Of the server. */
  names: readonly string[]
  onChange: (material: Material) => void
  log: Log
  lifetimes?: Lifetimes
  /** Between two looks, in ms: by then what another replica made is shown here too. */
  lookMs?: number
  /** Milliseconds since the epoch. */
  now?: () => number
}

const MOST_TRIES = 5

export function keepMaterial({ store, names, onChange, log, lifetimes = LIFETIMES, lookMs = 60_000, now = Date.now }: KeeperOptions): MaterialKeeper {
  const stopping = new AbortController()
  let shown: { text: string; material: Material } | null = null
  let problem: string | null = null

  async function look(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const kept = await store.read()
      const material = await renew(kept.material, names, now(), lifetimes)
      if (material !== kept.material && !(await store.write(material, kept.version))) {
        // Another replica was first: what it wrote is as good.
        if (tries < MOST_TRIES) continue
        throw new Error('Others write the certificate of the webhook all the time')
      }
      const text = JSON.stringify(material)
      if (text === shown?.text) return
      if (shown && shown.material.server.cert !== material.server.cert) log.info({}, 'the certificate of the webhook was renewed')
      shown = { text, material }
      onChange(material)
      return
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await look()
        problem = null
      } catch (error) {
        const { message } = error as Error
        if (problem !== message) log.error({ err: error }, 'the certificate of the webhook can be neither read nor kept; trying again')
        problem = message
      }
      await pause(lookMs, stopping.signal)
    }
  }

  const running = run()
  return {
    current: () => shown?.material ?? null,
    problem: () => problem,
    async stop() {
      stopping.abort()
      await running
    },
  }
}
