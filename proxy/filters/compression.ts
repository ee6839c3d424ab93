import { constants, createBrotliCompress, createGzip, type BrotliCompress, type Gzip } from 'node:zlib'
import type { Coding } from '#lib/routing/filters/compression.ts'
import type { Deadlines, Timed } from '../deadlines.ts'

/** After so long without a new piece, what is here goes on: an answer that pauses must not be held back. */
const IDLE_MS = 20
/** Larger ones save next to nothing for what they cost in memory: 256 KiB. */
const BROTLI_WINDOW_BITS = 18

/** What a compressor takes, in MiB, by its level: measured. */
const BROTLI_MIB = [1, 1, 1, 1, 2, 3, 4, 10, 17, 26]
const GZIP_MIB = 0.5
/** What all of them may take in a worker. Beyond it, answers go as they are. */
const MOST_MIB = 256

let takenMib = 0

const costOf = (coding: Coding, level: number): number => (coding === 'br' ? BROTLI_MIB[level]! : GZIP_MIB)

/** Whether there is memory for one more. */
export const canCompress = (coding: Coding, level: number): boolean => takenMib + costOf(coding, level) <= MOST_MIB

export type CompressorUser = {
  /** Compressed bytes, which stay as they are. Returns whether more may come; otherwise `resume` is to be called later. */
  onCompressed(piece: Buffer): boolean
  /** It takes more again, after `write` said no. */
  onTakesMore(): void
  /** All of it was given. */
  onCompressedEnd(): void
  /** Nothing comes any more. */
  onCompressorBroken(error: Error): void
}

/** `level`: 1 to 9. `isStream`: each piece comes out at once. `length`: of the whole, where it is known. */
export type CompressorOptions = { coding: Coding; level: number; isStream: boolean; length: number | null }

function createEncoder({ coding, level, isStream, length }: CompressorOptions): Gzip | BrotliCompress {
  if (coding === 'gzip') return createGzip({ level, ...(isStream && { flush: constants.Z_SYNC_FLUSH }) })
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: level,
    [constants.BROTLI_PARAM_LGWIN]: BROTLI_WINDOW_BITS,
    ...(length !== null && { [constants.BROTLI_PARAM_SIZE_HINT]: Math.min(length, 2 ** 30) }),
  }
  return createBrotliCompress({ params, ...(isStream && { flush: constants.BROTLI_OPERATION_FLUSH }) })
}

/** The body of one answer on its way through an encoder of Node, which works in its threads. */
export class Compressor implements Timed {
  deadline = Infinity
  tick = 0
  private readonly user: CompressorUser
  private readonly deadlines: Deadlines
  private readonly encoder: Gzip | BrotliCompress
  private readonly flush: number
  private readonly cost: number
  private readonly isStream: boolean
  /** All of it was given, or nothing comes any more. */
  isOver = false

  constructor(options: CompressorOptions, deadlines: Deadlines, user: CompressorUser) {
    this.user = user
    this.deadlines = deadlines
    this.isStream = options.isStream
    this.flush = options.coding === 'gzip' ? constants.Z_SYNC_FLUSH : constants.BROTLI_OPERATION_FLUSH
    this.cost = costOf(options.coding, options.level)
    takenMib += this.cost
    const encoder = (this.encoder = createEncoder(options))
    encoder.on('data', (piece: Buffer) => {
      if (!this.isOver && !user.onCompressed(piece)) encoder.pause()
    })
    encoder.on('drain', () => this.isOver || user.onTakesMore())
    encoder.on('end', () => this.end())
    encoder.on('error', (error) => this.break(error))
  }

  /** @param piece bytes that stay as they are. Returns whether it takes more at once; otherwise it says so when it does. */
  write(piece: Buffer): boolean {
    if (!this.isStream) this.deadlines.set(this, IDLE_MS)
    return this.encoder.write(piece)
  }

  /** No more comes. */
  finish(): void {
    this.deadlines.remove(this)
    this.encoder.end()
  }

  resume(): void {
    if (!this.isOver) this.encoder.resume()
  }

  /** Nobody wants it any more. */
  drop(): void {
    this.leave()
    this.encoder.destroy()
  }

  onDeadline(): void {
    if (!this.isOver) this.encoder.flush(this.flush)
  }

  private end(): void {
    if (this.isOver) return
    this.leave()
    this.user.onCompressedEnd()
  }

  private break(error: Error): void {
    if (this.isOver) return
    this.leave()
    this.user.onCompressorBroken(error)
  }

  private leave(): void {
    if (!this.isOver) takenMib -= this.cost
    this.isOver = true
    this.deadlines.remove(this)
  }
}
