import { afterEach, expect, test, vi } from 'vitest'
import { parseEnv } from '#lib/env.ts'
import { envOf, PLANS, type ProcessName } from './processes.ts'

const NAMES = Object.keys(PLANS) as ProcessName[]
const arenas = () => Object.fromEntries(NAMES.map((name) => [name, envOf(name, parseEnv({}), {}, false).MALLOC_ARENA_MAX]))

afterEach(() => vi.unstubAllEnvs())

test('the proxy alone gets few arenas for its memory', () => {
  vi.stubEnv('MALLOC_ARENA_MAX', undefined)
  expect(arenas()).toEqual({ controller: undefined, dashboard: undefined, proxy: '2' })
})

test('what the environment says of arenas holds for all', () => {
  vi.stubEnv('MALLOC_ARENA_MAX', '8')
  expect(arenas()).toEqual({ controller: '8', dashboard: '8', proxy: '8' })
})
