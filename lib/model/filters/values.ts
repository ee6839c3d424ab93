import { z } from 'zod'
import { HeaderName, Host, IpOrCidr, noDuplicates, Port } from '../common.ts'
import { rule } from '../rule.ts'

/** A host name or address with an optional port, as it stands in Host. */
export const Authority = z
  .string()
  .trim()
  .max(261)
  .refine((value) => {
    const [, host, port] = /^(.+?)(?::(\d{1,5}))?$/.exec(value) ?? []
    return host !== undefined && Host.safeParse(host.replace(/^\[(.*)\]$/, '$1')).success && (port === undefined || Port.safeParse(Number(port)).success)
  }, rule('host'))

// RFC 9110 §5.5: visible characters, blanks between them, and bytes above ASCII.
export const HeaderValue = z.string().trim().max(8192).regex(/^[\t\x20-\x7e\x80-\xff]*$/, rule('headerValue'))

/** Fields that frame a message or belong to one connection: no filter may write them (RFC 9110 §7.6.1). */
const RESERVED: ReadonlySet<string> = new Set([
  'connection', 'content-length', 'expect', 'host', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'via',
])
export const EditableHeader = HeaderName.refine((name) => !RESERVED.has(name), rule('reservedHeader'))

export const Cidrs = z.array(IpOrCidr).max(10_000).check(noDuplicates(String)).default([])

/** What requests are told apart by: the client's address, a header's value, or the consumer that a credential named. */
export const LimitBy = z.enum(['ip', 'header', 'consumer'])
export type LimitBy = z.infer<typeof LimitBy>

export const RefusalStatus = z.number().int().min(400).max(599)

/** Seconds. */
export const Age = z.number().int().min(0).max(2_147_483_647)

