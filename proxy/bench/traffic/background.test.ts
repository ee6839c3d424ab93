import { expect, test } from 'vitest'
import { startBackground, whenListening } from './background.ts'
import { freePorts } from './free-ports.ts'

const node = (script: string, ...args: string[]) => startBackground(process.execPath, ['-e', script, ...args])

test('a process is awaited until it listens, and is gone after its end', async () => {
  const [port = 0] = await freePorts(1)
  const background = node('require("node:net").createServer().listen(Number(process.argv[1]), "127.0.0.1")', String(port))
  await whenListening(background, [port])
  await background.stop()
  expect(() => process.kill(background.pid, 0)).toThrow('ESRCH')
})

test('one that ends by itself is reported with its words', async () => {
  const [port = 0] = await freePorts(1)
  const background = node('console.error("no such thing"); process.exit(3)')
  await expect(whenListening(background, [port])).rejects.toThrow(/ended with 3\nno such thing/)
})

test('a program that is not there is reported', async () => {
  const [port = 0] = await freePorts(1)
  await expect(whenListening(startBackground('sluice-no-such-program', []), [port])).rejects.toThrow('ENOENT')
})

test('free ports differ', async () => {
  expect(new Set(await freePorts(5)).size).toBe(5)
})
