import { X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { hasSigned, lifeOf, namesOf } from './authority.ts'
import { bundleOf, LIFETIMES, renew, type Material } from './material.ts'

const DAY = 86_400_000
const BEGIN = Date.UTC(2026, 0, 1)
const NAMES = ['sluice-webhook.sluice.svc', '127.0.0.1']

test('the first material holds for its names, 90 days at most, and is trusted by its bundle', async () => {
  const made = await renew(null, NAMES, BEGIN)
  expect(namesOf(made.server)).toEqual([...NAMES].sort())
  expect(lifeOf(made.server)).toEqual({ from: BEGIN, to: BEGIN + 90 * DAY })
  expect(lifeOf(made.authorities[0]!)).toEqual({ from: BEGIN, to: BEGIN + 360 * DAY })
  expect(hasSigned(made.authorities[0]!, made.server)).toBe(true)
  expect(new X509Certificate(made.authorities[0]!.cert).ca).toBe(true)
  expect(new X509Certificate(made.server.cert).checkHost('sluice-webhook.sluice.svc')).toBeDefined()
  expect(bundleOf(made).match(/BEGIN CERTIFICATE/g)).toHaveLength(1)
})

test('nothing is made anew while nothing is due, and other names are', async () => {
  const made = await renew(null, NAMES, BEGIN)
  expect(await renew(made, NAMES.toReversed(), BEGIN + 59 * DAY)).toBe(made)
  const renamed = await renew(made, ['other.test'], BEGIN + DAY)
  expect([renamed.authorities, renamed.token]).toEqual([made.authorities, made.token])
  expect(namesOf(renamed.server)).toEqual(['other.test'])
})

test('through two years, looked at each day, what is shown holds and was trusted since the day before', async () => {
  let known: Material = await renew(null, NAMES, BEGIN)
  const servers = new Set([known.server.cert])
  const authorities = new Set([known.authorities[0]!.cert])
  for (let day = 1; day <= 730; day++) {
    const now = BEGIN + day * DAY
    const before = known
    known = await renew(before, NAMES, now)
    servers.add(known.server.cert)
    for (const { cert } of known.authorities) authorities.add(cert)
    const { from, to } = lifeOf(known.server)
    expect(from <= now && now < to, `day ${day}`).toBe(true)
    // An API server that has heard nothing since the day before accepts what is shown now.
    expect(before.authorities.some((authority) => hasSigned(authority, known.server) && lifeOf(authority).to > now), `day ${day}`).toBe(true)
    expect(known.authorities.length).toBeLessThanOrEqual(2)
  }
  expect([servers.size, authorities.size]).toEqual([13, 4])
})

test('an authority that is old signs no longer than it lives', async () => {
  const short = { ...LIFETIMES, authority: 30 * DAY }
  const made = await renew(null, NAMES, BEGIN, short)
  expect(lifeOf(made.server).to).toBe(BEGIN + 30 * DAY)
})

test('after a long sleep everything is made anew', async () => {
  const made = await renew(null, NAMES, BEGIN)
  const later = await renew(made, NAMES, BEGIN + 1000 * DAY)
  expect(later.authorities).toHaveLength(1)
  expect(hasSigned(later.authorities[0]!, later.server)).toBe(true)
  expect(later.token).toBe(made.token)
})
