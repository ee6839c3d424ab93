import { isDeepStrictEqual } from 'node:util'
import { KubeError, type Client } from '../client.ts'
import type { Log } from '../log.ts'
import { createWaker } from '../waker.ts'
import { configurationOf, type Registered, type ValidatingWebhookConfiguration } from './configuration.ts'

/** Keeps the webhook of one workspace registered. */
export type Registration = {
  /** What shall be registered; cheap. Null: nothing yet. */
  update(registered: Registered | null): void
  /** Writes until `signal` is aborted. */
  lead(signal: AbortSignal): Promise<void>
  /** Takes it away, for a cluster that is left for good. */
  remove(signal: AbortSignal): Promise<void>
  /** Why it is not registered, for people. */
  problem(): string | null
}

const COLLECTION = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'
const TIMEOUT_MS = 10_000

const isStatus = (error: unknown, ...statuses: number[]) => error instanceof KubeError && statuses.includes(error.status)

/** @param options.lookMs between two looks at what is registered, which others may have changed */
export function keepRegistered(options: { client: Pick<Client, 'request'>; log: Log; lookMs?: number }): Registration {
  const { client, log, lookMs = 60_000 } = options
  const waker = createWaker()
  let wanted: Registered | null = null
  let problem: string | null = null

  async function find(path: string, signal: AbortSignal): Promise<ValidatingWebhookConfiguration | null> {
    try {
      return await client.request<ValidatingWebhookConfiguration>('GET', path, { signal, timeoutMs: TIMEOUT_MS })
    } catch (error) {
      if (isStatus(error, 404)) return null
      throw error
    }
  }

  async function register(registered: Registered, signal: AbortSignal): Promise<void> {
    const body = configurationOf(registered)
    const { name } = body.metadata
    const found = await find(`${COLLECTION}/${name}`, signal)
    if (found && isDeepStrictEqual(found.webhooks, body.webhooks)) return
    const query = { fieldManager: 'sluice' }
    if (found) await client.request('PUT', `${COLLECTION}/${name}`, { query, body: { ...found, webhooks: body.webhooks }, timeoutMs: TIMEOUT_MS })
    else await client.request('POST', COLLECTION, { query, body, timeoutMs: TIMEOUT_MS })
    log.info({ name }, 'the webhook is registered')
  }

  return {
    update(registered) {
      if (isDeepStrictEqual(registered, wanted)) return
      wanted = registered
      waker.wake()
    },
    async lead(signal) {
      while (!signal.aborted) {
        try {
          if (wanted) await register(wanted, signal)
          problem = null
        } catch (error) {
          if (signal.aborted) return
          const { message } = error as Error
          // Another leader, or somebody by hand, was a moment earlier.
          if (!isStatus(error, 409) && problem !== message) log.error({ err: error }, 'the webhook cannot be registered; trying again')
          problem = message
        }
        await waker.sleep(lookMs, signal)
      }
    },
    async remove(signal) {
      if (!wanted) return
      const { name } = configurationOf(wanted).metadata
      await client.request('DELETE', `${COLLECTION}/${name}`, { signal, timeoutMs: TIMEOUT_MS }).catch((error: unknown) => {
        if (!isStatus(error, 404)) log.error({ err: error, name }, 'the webhook of a cluster that is no longer served could not be taken away')
      })
    },
    problem: () => problem,
  }
}
