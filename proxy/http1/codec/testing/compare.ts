import { METHODS } from 'node:http'
import { UNTIL_CLOSE, type RequestHead, type ResponseHead } from '../message.ts'
import { trimmed } from '../trim.ts'
import type { Parsed, Parsing } from './llhttp.ts'
import type { Message, Reading } from './read-messages.ts'

type Difference = {
  name: string
  reason: string
  /** `it`: the message is not compared, nor what is behind it; `rest`: only what is behind it is not. */
  excuses: 'it' | 'rest'
  isMet(message: Message<RequestHead | ResponseHead>): boolean
}

const KNOWN_METHODS: ReadonlySet<string> = new Set(METHODS)

/** Where we take what llhttp does not, or in another way, and why that is right. */
export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'unknown method',
    excuses: 'it',
    reason: 'RFC 9110 §9.1: methods are tokens, and a proxy passes on those that it does not know; llhttp has a list',
    isMet: ({ head }) => head.kind === 'request' && !KNOWN_METHODS.has(head.method),
  },
  {
    name: 'bytes behind an upgrade',
    reason: 'RFC 9110 §7.8: a connection stays HTTP until 101; node:http forgets what came in one piece with a request to upgrade that it declines',
    excuses: 'rest',
    isMet: ({ head, fields }) => head.kind === 'request' && /^upgrade:/im.test(fields) && /^connection:.*upgrade/im.test(fields),
  },
  {
    name: 'Connection as a trailer',
    reason: 'RFC 9110 §6.5.1: a trailer cannot say what becomes of the connection, and we drop it; llhttp closes behind it',
    excuses: 'rest',
    isMet: ({ section }) => /^connection:/im.test(section),
  },
]

const pairs = (fields: string): string[] =>
  fields.split('\r\n').slice(0, -1).flatMap((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), trimmed(line.slice(colon + 1))]
  })

function startFault(head: RequestHead | ResponseHead, start: string): boolean {
  if (head.kind === 'response') return start !== `${head.status} ${head.reason}`
  const space = start.indexOf(' ')
  const url = start.slice(space + 1)
  if (start.slice(0, space) !== head.method) return true
  if (url.startsWith('/')) return url !== head.target
  const rest = url.replace(/^https?:\/\//i, '')
  return rest !== head.host + head.target && rest !== head.host + head.target.slice(1)
}

function messageFault({ head, fields, payload, isComplete }: Message<RequestHead | ResponseHead>, parsed: Parsed | undefined, isRefused: boolean): string | null {
  if (parsed === undefined) return 'llhttp did not read the message'
  if (startFault(head, parsed.start)) return `another start: ${parsed.start}`
  if (head.kind === 'request' && parsed.minor !== head.minor) return 'another version'
  if (JSON.stringify(parsed.fields) !== JSON.stringify(pairs(fields))) return `other fields: ${JSON.stringify(parsed.fields)}`
  if (isRefused) return null
  if (parsed.body !== payload) return `another body: ${JSON.stringify(parsed.body)}`
  return head.length !== UNTIL_CLOSE && parsed.isComplete !== isComplete ? `another end: ${parsed.isComplete}` : null
}

/** What llhttp reads in another way of what we have taken; null: nothing. `met`: names of differences that were. */
export function compare({ messages, end }: Reading<RequestHead | ResponseHead>, parsing: Parsing, met: (name: string) => void): string | null {
  for (const [index, message] of messages.entries()) {
    const difference = DIFFERENCES.find(({ isMet }) => isMet(message))
    if (difference) met(difference.name)
    if (difference?.excuses === 'it') return null
    const isLast = index === messages.length - 1
    const fault = messageFault(message, parsing.messages[index], isLast && typeof end === 'object')
    if (fault !== null) return `message ${index}: ${fault}${parsing.error === null ? '' : ` (${parsing.error})`}`
    if (difference) return null
    // Of responses, llhttp reads one that is not interim.
    if (message.head.kind === 'response' && (message.head.status >= 200 || message.head.status === 101)) return null
  }
  if (end === 'open' && parsing.error !== null) return `llhttp refused: ${parsing.error}`
  return end === 'open' && parsing.messages.length > messages.length ? 'llhttp read more messages' : null
}
