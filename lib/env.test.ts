import { expect, test } from 'vitest'
import { parseEnv } from './env.ts'

test.each(['https://controller.test:8200', 'http://127.0.0.1:8200', 'http://localhost:8200', 'http://[::1]:8200'])('%s may be the controller', (url) => {
  expect(parseEnv({ SLUICE_CONTROLLER_URL: url }).controllerUrl).toBe(url)
})

test.each(['http://controller.test:8200', 'http://10.0.0.7', 'http://127.0.0.1.evil.test', 'ftp://127.0.0.1'])('%s may not', (url) => {
  expect(() => parseEnv({ SLUICE_CONTROLLER_URL: url })).toThrow(/^SLUICE_CONTROLLER_URL must be /)
})
