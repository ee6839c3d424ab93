import http from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { send } from '../testing/client.ts'
import { startEcho } from '../testing/echo.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import { makeChecks } from './testing/checks.ts'
import { becomes, PATIENT, sample } from './testing/watched.ts'

const CONNECTIONS = 40

test.each(['inline', { count: 2 }] as const)('a target that dies under load costs no request; at most those on their way to it are sent again: workers %j', async (workers) => {
  const answer = (_: unknown, res: http.ServerResponse) => void setTimeout(() => res.end('ok'), 2)
  const [dying, other] = [await startEcho({ handler: answer }), await startEcho({ handler: answer })]
  const healthchecks = makeChecks({ passive: { unhealthy: { tcpFailures: 3 } } })
  const proxy = await startTestProxy({ routes: [{ targets: [dying, other], upstream: { healthchecks } }] }, { workers })
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  onTestFinished(() => agent.destroy())
  const seen = { well: 0, others: [] as (number | string)[] }
  let isOn = true
  const one = async () => {
    while (isOn) {
      await send(proxy.http, { agent }).then(
        ({ status }) => (status === 200 ? seen.well++ : seen.others.push(status)),
        (error: Error) => seen.others.push(error.message),
      )
    }
  }
  const all = Promise.all(Array.from({ length: CONNECTIONS }, one))
  await expect.poll(() => seen.well, PATIENT).toBeGreaterThan(500)
  await dying.close()
  await becomes(proxy.status, dying, 'down')
  const served = seen.well
  await expect.poll(() => seen.well, PATIENT).toBeGreaterThan(served + 500)
  isOn = false
  await all
  expect(seen.others).toEqual([])
  const retries = await sample(proxy.status, 'sluice_retries_total')
  expect(retries).toBeGreaterThan(0)
  // One that was on a kept connection is tried on a fresh one first.
  expect(retries).toBeLessThanOrEqual(2 * CONNECTIONS)
})
