import { z } from 'zod'
import { CONNECTION_FIELDS, HeaderName, Host, IpOrCidr, noDuplicates, Port } from '../common.ts'
import { rule } from '../rule.ts'

/** A host name or address with an optional port, as it stands in Host. */
export const Authority = z
  .string()
  .trim()
  .max(261)
  .refine((value) => {
    // No blanks: a host name alone would drop those at its ends, and they would go on the wire.
    const [, host, port] = /^([\x21-\x7e]+?)(?::(\d{1,5}))?$/.exec(value) ?? []
    return host !== undefined && Host.safeParse(host.replace(/^\[(.*)\]$/, '$1')).success && (port === undefined || Port.safeParse(Number(port)).success)
  }, rule('host'))

/** A field that filters may write. */
export const EditableHeader = HeaderName.refine((name) => !CONNECTION_FIELDS.has(name), rule('reservedHeader'))

/** One of an answer. Date says when it was made, and there is one (RFC 9110 §6.6.1). */
export const AnswerHeader = EditableHeader.refine((name) => name !== 'date', rule('answerDate'))

export const Cidrs = z.array(IpOrCidr).max(10_000).check(noDuplicates(String)).default([])

/** What requests are told apart by: the client's address, a header's value, or the consumer that a credential named. */
export const LimitBy = z.enum(['ip', 'header', 'consumer'])
export type LimitBy = z.infer<typeof LimitBy>

export const RefusalStatus = z.number().int().min(400).max(599)

/** Seconds. */
export const Age = z.number().int().min(0).max(2_147_483_647)

