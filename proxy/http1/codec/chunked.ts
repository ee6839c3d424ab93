import { CR, HEX, LF } from './bytes.ts'
import { afterExtensionByte, EXTENSION, EXTENSION_END } from './chunk-extension.ts'
import type { HeadLimits, Refusal } from './message.ts'
import { refuse } from './refuse.ts'
import { createTrailers, walkTrailers, type Trailers } from './trailers.ts'

/** Of the size: 2^52 - 1 bytes at most, exact as a number. */
const MOST_DIGITS = 13
/** Of a size line, without its CRLF. */
const MOST_LINE_BYTES = 256
/** In one body: reading extensions costs us, and sending them costs nobody. */
const MOST_EXTENSION_BYTES = 16_384

// Steps; those of chunk-extension.ts lie above.
const FIRST_DIGIT = 0
const DIGITS = 1
const SIZE_LF = 2
const DATA = 3
const DATA_CR = 4
const DATA_LF = 5
const TRAILERS = 6

const SEMICOLON = 0x3b

/** Where the reading of one chunked body stands. Made once for a body, with all that it will ever have. */
export type Chunked = {
  /** The whole body was read, with its last CRLF. */
  done: boolean
  /** Bytes of data so far, without framing. */
  payload: number
  /** Field lines that may go on, each with its CRLF; complete once `done`. */
  trailers: string
  /** Of the chunk: its size while that is read, then what of its data is still to come. */
  left: number
  step: number
  /** Significant ones of the size. */
  digits: number
  lineBytes: number
  extensionBytes: number
  section: Trailers | null
  limits: HeadLimits
}

/** @param limits bounds of the trailer section: bytes and fields */
export const createChunked = (limits: HeadLimits): Chunked => ({
  done: false, payload: 0, trailers: '', left: 0, step: FIRST_DIGIT, digits: 0, lineBytes: 0, extensionBytes: 0, section: null, limits,
})

/** Whether the byte that comes next goes on together with what comes behind it. Data always does. */
const isFramingPassed = ({ step, digits, left }: Chunked): boolean =>
  step === DATA_CR || step === DATA_LF || (step === DIGITS && digits > 0) || (step === SIZE_LF && left > 0)

/**
 * Walks over bytes of a chunked body (RFC 9112 §7.1) and copies none. Size lines and data go on as they came, but without
 * extensions and leading zeros. The last chunk and what is behind it does not go on: the caller writes `0 CRLF`, the
 * trailers of the state, and CRLF.
 * @param start offset of the first byte of the body that was not walked over yet
 * @param end offset behind the last byte that is there
 * @param pass told, in order, what goes on: from an offset to before another; ranges that touch come as one
 * @param payloadOnly passes data without framing, for a peer that knows no chunks
 * @returns the offset behind what belongs to the body; nothing is to be done with the body once it is refused
 */
export function walkChunks(
  state: Chunked, buffer: Buffer, start: number, end: number, pass: (from: number, to: number) => void, payloadOnly: boolean,
): number | Refusal {
  if (state.done) return start
  let { step } = state
  let i = start
  /** Where the range that goes on begins; -1: there is none. */
  let from = !payloadOnly && isFramingPassed(state) ? i : -1

  while (i < end && step !== TRAILERS) {
    if (step === DATA) {
      const taken = Math.min(state.left, end - i)
      if (from === -1) from = i
      i += taken
      state.left -= taken
      state.payload += taken
      if (state.left > 0) break
      step = DATA_CR
      if (payloadOnly) {
        pass(from, i)
        from = -1
      }
      continue
    }
    const byte = buffer[i]!
    if (step <= DIGITS) {
      const digit = HEX[byte]! - 1
      if (digit >= 0) {
        if (++state.lineBytes > MOST_LINE_BYTES) return refuse('chunk-size')
        step = DIGITS
        if (digit > 0 || state.digits > 0) {
          if (++state.digits > MOST_DIGITS) return refuse('chunk-size')
          state.left = state.left * 16 + digit
          if (from === -1 && !payloadOnly) from = i
        } else {
          if (from !== -1 && from < i) pass(from, i)
          from = -1
        }
      } else if (step === FIRST_DIGIT) return refuse(byte === LF ? 'bare-lf' : 'chunk-size')
      else if (byte === CR) step = SIZE_LF
      else if (byte === SEMICOLON) {
        step = EXTENSION
        state.lineBytes++
        state.extensionBytes++
        if (from !== -1 && from < i) pass(from, i)
        from = -1
      } else return refuse(byte === LF ? 'bare-lf' : 'chunk-size')
    } else if (step === SIZE_LF) {
      if (byte !== LF) return refuse('bare-cr')
      step = state.left > 0 ? DATA : TRAILERS
    } else if (step === DATA_CR) {
      if (byte !== CR) return refuse('chunk-end')
      step = DATA_LF
    } else if (step === DATA_LF) {
      if (byte !== LF) return refuse('chunk-end')
      step = FIRST_DIGIT
      state.digits = 0
      state.lineBytes = 0
    } else {
      step = afterExtensionByte(step, byte)
      if (step === -1) return refuse(byte === LF ? 'bare-lf' : 'chunk-extension')
      if (step === EXTENSION_END) {
        step = SIZE_LF
        if (state.left > 0 && !payloadOnly) from = i
      } else if (++state.lineBytes > MOST_LINE_BYTES || ++state.extensionBytes > MOST_EXTENSION_BYTES) return refuse('chunk-extension')
    }
    i++
  }
  if (from !== -1 && from < i) pass(from, i)
  state.step = step
  return step === TRAILERS ? finish(state, buffer, i, end) : i
}

function finish(state: Chunked, buffer: Buffer, start: number, end: number): number | Refusal {
  state.section ??= createTrailers()
  const at = walkTrailers(state.section, buffer, start, end, state.limits)
  state.done = state.section.done
  state.trailers = state.section.lines
  return at
}
