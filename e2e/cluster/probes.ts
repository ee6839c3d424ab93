import http from 'node:http'
import https from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import type { ContainerSpec, Probe } from './manifests.ts'

/** What holds where a manifest says nothing, in seconds. */
const DEFAULTS = { timeoutSeconds: 1, periodSeconds: 10, failureThreshold: 3 }

/** The port that a probe names. */
export const portOf = ({ ports = [] }: ContainerSpec, { httpGet }: Probe): number => ports.find(({ name }) => name === httpGet!.port)!.containerPort

/** A container that has not started by then is killed. */
export function startLimitMs(probe: Probe): number {
  const { periodSeconds, failureThreshold } = { ...DEFAULTS, ...probe }
  return periodSeconds * failureThreshold * 1000
}

/** Asks as a kubelet does: it checks no certificate, and takes 200 to 399 for good. */
export function isPassed(probe: Probe, ip: string, port: number): Promise<boolean> {
  const { path, scheme } = probe.httpGet!
  const { timeoutSeconds } = { ...DEFAULTS, ...probe }
  const options = { host: ip, port, path, agent: false as const, signal: AbortSignal.timeout(timeoutSeconds * 1000) }
  return new Promise((resolve) => {
    const take = (response: http.IncomingMessage) => {
      response.resume()
      resolve(response.statusCode! >= 200 && response.statusCode! < 400)
    }
    const request = scheme === 'HTTPS' ? https.get({ ...options, rejectUnauthorized: false }, take) : http.get(options, take)
    request.on('error', () => resolve(false))
  })
}

/** Asks, more often than a kubelet, until the probe is passed; false where it never is. */
export async function untilPassed(probe: Probe, ip: string, port: number, { limitMs, isGone }: { limitMs: number; isGone: () => boolean }): Promise<boolean> {
  const deadline = performance.now() + limitMs
  while (!(await isPassed(probe, ip, port))) {
    if (isGone() || performance.now() > deadline) return false
    await wait(50)
  }
  return true
}
