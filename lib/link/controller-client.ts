import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import type { Env } from '#lib/env.ts'
import { ControllerState, CounterSet } from './protocol.ts'

/** What a dashboard asks of the controller. Every call may fail: the controller may be away. */
export type ControllerClient = {
  /** Resolves when the controller has published the revision, or has tried. */
  changed(workspace: string, revision: number): Promise<void>
  state(): Promise<ControllerState>
  counters(): Promise<CounterSet>
}

const TIMEOUT_MS = 5000

/** @param token the link token */
export function controllerClient(env: Pick<Env, 'controllerUrl' | 'controllerPort' | 'linkCa'>, token: string): ControllerClient {
  const base = env.controllerUrl ?? `http://127.0.0.1:${env.controllerPort}`
  const isTls = base.startsWith('https:')
  const agent = isTls
    ? new https.Agent({ keepAlive: true, ...(env.linkCa === undefined ? {} : { ca: readFileSync(env.linkCa) }) })
    : new http.Agent({ keepAlive: true })

  const call = (method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const headers = { authorization: `Bearer ${token}`, ...(text === undefined ? {} : { 'content-type': 'application/json' }) }
      const send = isTls ? https.request : http.request
      const request = send(new URL(path, base), { method, agent, headers, timeout: TIMEOUT_MS }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8')
          if ((response.statusCode ?? 500) >= 300) reject(new Error(`The controller answered ${response.statusCode} to ${method} ${path}: ${answer}`))
          else resolve(answer === '' ? undefined : JSON.parse(answer))
        })
      })
      request.on('timeout', () => request.destroy(new Error(`The controller did not answer ${method} ${path} within ${TIMEOUT_MS / 1000} s`)))
      request.on('error', reject)
      request.end(text)
    })

  return {
    async changed(workspace, revision) {
      await call('POST', '/link/changed', { workspace, revision })
    },
    state: async () => ControllerState.parse(await call('GET', '/link/state')),
    counters: async () => CounterSet.parse(await call('GET', '/link/counters')),
  }
}
