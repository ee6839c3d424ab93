import type { Refusal, RefusalCode, RefusalReason } from './message.ts'

export const refuse = (reason: RefusalReason, code: RefusalCode = 'BAD_REQUEST'): Refusal => ({ kind: 'refused', code, reason })
