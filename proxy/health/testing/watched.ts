import { expect } from 'vitest'
import type { TargetHealth } from '#lib/link/health.ts'
import { send } from '../../testing/client.ts'

/** A thread may take a second to start on a machine with much to do. */
export const PATIENT = { timeout: 15_000, interval: 10 }

type Listed = Omit<TargetHealth, 'since'> & { since: string | null }

/** What `/status` says of targets, by address. */
export async function targetsOf(status: number): Promise<Record<string, Listed>> {
  const { body } = await send(status, { path: '/status' })
  const { health } = JSON.parse(body) as { health: { targets: Listed[] } }
  return Object.fromEntries(health.targets.map((target) => [target.address, target]))
}

export const addressOf = ({ port }: { port: number }): string => `127.0.0.1:${port}`

/** Waits until the target is as it should be, and says what is told of it. */
export async function becomes(status: number, target: { port: number }, state: 'up' | 'down'): Promise<Listed> {
  await expect.poll(async () => (await targetsOf(status))[addressOf(target)]?.state, PATIENT).toBe(state)
  return (await targetsOf(status))[addressOf(target)]!
}

/** The value of one sample of `/metrics`, whose labels are given in their order. */
export async function sample(status: number, name: string): Promise<number | null> {
  const { body } = await send(status, { path: '/metrics' })
  const line = body.split('\n').find((one) => one.startsWith(`${name} `))
  return line === undefined ? null : Number(line.split(' ').at(-1))
}
