import http from 'node:http'
import { send } from '../send.ts'

export type Load = {
  /** What did not answer 200, with the reason; and how many did. */
  stop(): Promise<{ failed: string[]; answered: number }>
}

/** Asks for a host at a steady rate over kept connections until it is stopped. */
export function startLoad(address: string, host: string, perSecond: number): Load {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
  const failed: string[] = []
  const pending = new Set<Promise<void>>()
  const began = performance.now()
  let asked = 0
  let answered = 0
  const ask = async () => {
    try {
      const { status, body } = await send(address, { host, agent })
      if (status === 200) answered += 1
      else failed.push(`${status} ${body}`)
    } catch (cause) {
      failed.push((cause as Error).message)
    }
  }
  const timer = setInterval(() => {
    for (const due = ((performance.now() - began) / 1000) * perSecond; asked < due; asked++) {
      const one = ask().finally(() => pending.delete(one))
      pending.add(one)
    }
  }, 5)
  return {
    async stop() {
      clearInterval(timer)
      await Promise.all(pending)
      agent.destroy()
      return { failed, answered }
    },
  }
}
