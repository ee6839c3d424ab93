import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { StartError } from '#lib/errors.ts'
import type { WriterNews, WriterTask } from '../testing/log-writer.ts'
import { openLineSink } from './line-sink.ts'

function folder(): string {
  const made = fs.mkdtempSync(path.join(tmpdir(), 'sluice-log-'))
  onTestFinished(() => fs.rmSync(made, { recursive: true, force: true }))
  return made
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `${from + at}\n`)

describe('a file', () => {
  test('is made for its owner and group alone, and added to', async () => {
    const file = path.join(folder(), 'access.log')
    for (const lines of [numbers(0, 3), numbers(3, 5)]) {
      const sink = openLineSink({ file })
      for (const line of lines) sink.write(line)
      await sink.close()
    }
    expect(fs.readFileSync(file, 'utf8')).toBe(numbers(0, 5).join(''))
    expect(fs.statSync(file).mode & 0o777).toBe(0o640)
  })

  test('gets what was written after a moment', async () => {
    const file = path.join(folder(), 'access.log')
    const sink = openLineSink({ file }, { gatherMs: 1 })
    onTestFinished(() => sink.close())
    sink.write('one\n')
    await vi.waitFor(() => expect(fs.readFileSync(file, 'utf8')).toBe('one\n'))
    sink.write('two\n')
    await vi.waitFor(() => expect(fs.readFileSync(file, 'utf8')).toBe('one\ntwo\n'))
  })

  test('that is moved away is left, without a line lost', async () => {
    const file = path.join(folder(), 'access.log')
    const sink = openLineSink({ file }, { gatherMs: 1 })
    for (const line of numbers(0, 20_000)) sink.write(line)
    fs.renameSync(file, `${file}.1`)
    await sink.reopen()
    for (const line of numbers(20_000, 20_010)) sink.write(line)
    await sink.close()
    const kept = fs.readFileSync(file, 'utf8')
    expect(kept.endsWith(numbers(20_000, 20_010).join(''))).toBe(true)
    expect(fs.readFileSync(`${file}.1`, 'utf8') + kept).toBe(numbers(0, 20_010).join(''))
    expect(sink.dropped()).toBe(0)
  })

  test('that cannot be opened anew is written on', async () => {
    const place = path.join(folder(), 'place')
    fs.mkdirSync(place)
    const told: Error[] = []
    const sink = openLineSink({ file: path.join(place, 'access.log') }, { onError: (error) => told.push(error) })
    fs.renameSync(place, `${place}-moved`)
    await sink.reopen()
    sink.write('one\n')
    await sink.close()
    expect(told).toMatchObject([{ code: 'ENOENT' }])
    expect(fs.readFileSync(path.join(`${place}-moved`, 'access.log'), 'utf8')).toBe('one\n')
  })

  test('that cannot be opened stops the start', () => {
    expect(() => openLineSink({ file: path.join(folder(), 'no', 'access.log') })).toThrow(StartError)
    expect(() => openLineSink({ file: path.join(folder(), 'no', 'access.log') })).toThrow('SLUICE_ACCESS_LOG')
  })
})

test('on a full disk lines are dropped and counted, and it is told once', async () => {
  const told: Error[] = []
  const sink = openLineSink({ file: '/dev/full' }, { onError: (error) => told.push(error), mostWaiting: 10_000, gatherMs: 1 })
  for (let turn = 0; turn < 100; turn++) sink.write('x'.repeat(999))
  await vi.waitFor(() => expect(told).toMatchObject([{ code: 'ENOSPC' }]))
  for (let turn = 0; turn < 100; turn++) sink.write('x'.repeat(999))
  expect(sink.dropped()).toBeGreaterThan(150)
  const before = performance.now()
  await sink.close()
  expect(performance.now() - before).toBeLessThan(3000)
  expect(told).toHaveLength(1)
})

type Writer = { child: ChildProcess; news: WriterNews[]; closed: Promise<void> }

function startWriter(task: WriterTask, stdout: number | 'pipe'): Writer {
  const script = path.join(import.meta.dirname, '../testing/log-writer.ts')
  const child = spawn(path.resolve('node_modules/.bin/node'), [script, JSON.stringify(task)], { stdio: ['ignore', stdout, 'inherit', 'ipc'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const news: WriterNews[] = []
  child.on('message', (message: WriterNews) => news.push(message))
  return { child, news, closed: once(child, 'exit').then(() => {}) }
}

/** A pipe, opened at both ends. */
function openPipe(): { reading: number; writing: number } {
  const file = path.join(folder(), 'pipe')
  execFileSync('/usr/bin/mkfifo', [file])
  const reading = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
  return { reading, writing: fs.openSync(file, fs.constants.O_WRONLY) }
}

/** So little at a time that a writer often finds room for a part of what it has. */
async function* slowly(fd: number): AsyncGenerator<Buffer> {
  const part = Buffer.alloc(6000)
  for (;;) {
    try {
      const length = fs.readSync(fd, part)
      if (length === 0) return fs.closeSync(fd)
      yield Buffer.from(part.subarray(0, length))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
}

type Read = { name: number; line: number }

async function readLines(stream: AsyncIterable<unknown>): Promise<Read[]> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  expect(text.endsWith('\n')).toBe(true)
  return text.trim().split('\n').map((line) => JSON.parse(line) as Read)
}

/** Each thread's lines in their order. */
function expectOrder(lines: Read[], threads: number): void {
  for (let name = 0; name < threads; name++) {
    const own = lines.filter((line) => line.name === name).map(({ line }) => line)
    expect(own).toEqual(own.toSorted((a, b) => a - b))
    expect(new Set(own).size).toBe(own.length)
  }
}

const droppedBy = (news: WriterNews[]) => news.filter(({ type }) => type === 'closed').reduce((sum, { dropped }) => sum + dropped, 0)

describe.each(['a pipe', 'a socket'])('standard output as %s', (kind) => {
  const start = (task: WriterTask) => {
    if (kind === 'a socket') {
      const writer = startWriter(task, 'pipe')
      return { ...writer, read: () => readLines(writer.child.stdout!) }
    }
    const { reading, writing } = openPipe()
    const writer = startWriter(task, writing)
    fs.closeSync(writing)
    return { ...writer, read: () => readLines(slowly(reading)) }
  }

  test('lines of several threads stay whole', async () => {
    const writer = start({ threads: 3, lines: 4000, mostWaiting: 32 * 1024 * 1024, closeMs: 15_000 })
    const lines = await writer.read()
    expect(lines).toHaveLength(12_000)
    expectOrder(lines, 3)
  })

  test('that nobody reads holds up nobody; lines are dropped and counted', async () => {
    const writer = start({ threads: 5, lines: 5000, mostWaiting: 100_000, closeMs: 15_000 })
    await vi.waitFor(() => expect(writer.news.filter(({ type }) => type === 'written')).toHaveLength(5), 15_000)
    const written = writer.news.filter(({ type }) => type === 'written')
    expect(written.reduce((sum, { dropped }) => sum + dropped, 0)).toBeGreaterThan(10_000)
    expect(Math.max(...written.map(({ longestPauseMs }) => longestPauseMs))).toBeLessThan(1000)
    const lines = await writer.read()
    await writer.closed
    expect(writer.news.filter(({ type }) => type === 'closed')).toHaveLength(5)
    expectOrder(lines, 5)
    expect(lines.length).toBe(25_000 - droppedBy(writer.news))
  })
})
