import type { Refusal, RefusalCode, RefusalReason } from './message.ts'

/**
 * What a reader returns for a message that it does not take.
 * @param code the proxy's answer to a client; means nothing where a target's response is refused
 */
export const refuse = (reason: RefusalReason, code: RefusalCode = 'BAD_REQUEST'): Refusal => ({ kind: 'refused', code, reason })
