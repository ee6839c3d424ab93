import { RESPONSE_LIMITS } from '../limits.ts'
import { createChunked, walkChunks } from './codec/chunked.ts'
import { CHUNKED, type ResponseHead } from './codec/message.ts'

/** Whether a response ends where the text does: nothing of it is still to come, and nothing came behind it. */
export function isWhole(head: ResponseHead, text: string, method: string): boolean {
  const rest = text.length - head.size
  if (method === 'HEAD') return rest === 0
  if (head.length >= 0) return rest === head.length
  if (head.length !== CHUNKED) return false
  const bytes = Buffer.from(text.slice(head.size), 'latin1')
  const chunked = createChunked(RESPONSE_LIMITS)
  return walkChunks(chunked, bytes, 0, bytes.length, () => {}, true) === bytes.length && chunked.done
}
