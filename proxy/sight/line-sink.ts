import fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { MOST_LINE_BYTES } from './access-log.ts'
import { openFile, openTarget, type LogTarget } from './log-target.ts'

/** Where lines go that nobody waits for. */
export type LineSink = {
  /** @param line ASCII, with its end, at most MOST_LINE_BYTES long */
  write(line: string): void
  /** Opens the file anew: it was moved away. Where that fails, the old one is written on. */
  reopen(): Promise<void>
  /** Lines that were left out since the start: what takes them is slower than they come, full, or stuck. */
  dropped(): number
  /** Writes what is left, for a second at most; the rest is dropped. */
  close(): Promise<void>
}

export type SinkOptions = {
  onError?: (error: Error) => void
  /** Most characters that wait; what comes then is dropped. */
  mostWaiting?: number
  /** How long a line may wait for others, in milliseconds. */
  gatherMs?: number
  /** How long the last lines may take. */
  closeMs?: number
}

const FILE_PIECE = 64 * 1024
/** A pipe that is full may have room at once; a full disk has none soon. */
const PIPE_PAUSES_MS = [2, 5, 10, 20, 50, 100]
const ERROR_PAUSE_MS = 1000

/** A regular file takes a write as one piece; of others, only what fits into a pipe's buffer is whole among several writers. */
const pieceOf = (fd: number): number => (fs.fstatSync(fd).isFile() ? FILE_PIECE : MOST_LINE_BYTES)

const writeSome = (fd: number, bytes: Buffer): Promise<number> =>
  new Promise((resolve, reject) => fs.write(fd, bytes, 0, bytes.length, null, (error, count) => (error ? reject(error) : resolve(count))))

const linesIn = (bytes: Buffer): number => bytes.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0)

/** Ends early when told to. */
const pause = (delayMs: number, signal: AbortSignal): Promise<void> => sleep(delayMs, undefined, { signal, ref: false }).catch(() => {})

/** Lines that wait, cut into pieces between two of them. */
function lineQueue(piece: number) {
  const full: string[] = []
  let filling = ''
  let size = 0
  return {
    size: () => size,
    /** Whether a piece is full. */
    add(line: string): boolean {
      size += line.length
      if (filling.length + line.length <= piece) {
        filling += line
        return false
      }
      full.push(filling)
      filling = line
      return true
    },
    take(): Buffer {
      let text = full.shift()
      if (text === undefined) [text, filling] = [filling, '']
      size -= text.length
      return Buffer.from(text, 'latin1')
    },
  }
}

/**
 * Writes lines to a file (mode 0640) or to standard output, gathered, off this thread. Several threads and processes may
 * write to one target: lines stay whole.
 * @throws {StartError} if the file cannot be opened
 */
export function openLineSink(to: LogTarget, options: SinkOptions = {}): LineSink {
  const { onError = () => {}, mostWaiting = 4 * 1024 * 1024, gatherMs = 100, closeMs = 1000 } = options
  let fd = openTarget(to)
  let nextFd: number | null = null
  const queue = lineQueue(pieceOf(fd))
  let dropped = 0
  const closing = new AbortController()
  let gathering: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null

  const useNext = () => {
    if (nextFd === null) return
    fs.close(fd, () => {})
    fd = nextFd
    nextFd = null
  }
  const writeWhole = async (piece: Buffer): Promise<void> => {
    let failures = 0
    let rest = piece
    while (rest.length > 0 && !closing.signal.aborted) {
      // A piece that was begun is ended where it was begun.
      if (rest === piece) useNext()
      try {
        rest = rest.subarray(await writeSome(fd, rest))
        failures = 0
      } catch (error) {
        const isFull = (error as NodeJS.ErrnoException).code === 'EAGAIN'
        if (!isFull && failures === 0) onError(error as Error)
        await pause(isFull ? PIPE_PAUSES_MS[Math.min(failures, PIPE_PAUSES_MS.length - 1)]! : ERROR_PAUSE_MS, closing.signal)
        failures++
      }
    }
    dropped += linesIn(rest)
  }
  const writeAll = async (): Promise<void> => {
    while (queue.size() > 0 && !closing.signal.aborted) await writeWhole(queue.take())
    useNext()
  }
  const run = (): Promise<void> => {
    if (gathering) clearTimeout(gathering)
    gathering = null
    return (running ??= writeAll().finally(() => {
      running = null
      if (queue.size() > 0) gather()
    }))
  }
  const gather = () => void (gathering ??= setTimeout(run, gatherMs).unref())
  const end = async (): Promise<void> => {
    const written = new AbortController()
    await Promise.race([run(), sleep(closeMs, undefined, { signal: written.signal }).catch(() => {})])
    written.abort()
    closing.abort()
    // What pauses before its next try gives up now; what is being written is not waited for.
    await sleep(0)
    while (queue.size() > 0) dropped += linesIn(queue.take())
    // While a write is under way its number must not be given to another file.
    void Promise.resolve(running).then(() => {
      useNext()
      if (fd !== 1) fs.close(fd, () => {})
    })
  }
  let ended: Promise<void> | null = null
  return {
    write(line) {
      if (closing.signal.aborted || queue.size() + line.length > mostWaiting) {
        dropped++
        return
      }
      if (queue.add(line)) void run()
      else if (!running) gather()
    },
    async reopen() {
      if (to === 'stdout' || ended) return
      const opened = await openFile(to.file).catch((error: Error) => void onError(error))
      if (opened === undefined) return
      if (ended) return fs.close(opened, () => {})
      if (nextFd !== null) fs.close(nextFd, () => {})
      nextFd = opened
      await run()
    },
    dropped: () => dropped,
    close: () => (ended ??= end()),
  }
}
