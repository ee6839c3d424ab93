import type { ProxyAnswerCode } from './answers.ts'

const CODES: Readonly<Record<string, ProxyAnswerCode>> = {
  ENOTFOUND: 'HOST_NOT_FOUND',
  EAI_AGAIN: 'HOST_NOT_FOUND',
  ETIMEDOUT: 'CONNECT_TIMEOUT',
  EPROTO: 'UPSTREAM_TLS',
}
// OpenSSL's verification errors have no common prefix.
const TLS_ERROR = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_|PATH_LENGTH|ERROR_IN_CERT)/

/** The code of the closed table for an error of a request to a target. */
export function failureOf({ code = '' }: NodeJS.ErrnoException, phase: 'connecting' | 'sending'): ProxyAnswerCode {
  if (code.startsWith('HPE_')) return 'UPSTREAM_PROTOCOL'
  if (TLS_ERROR.test(code)) return 'UPSTREAM_TLS'
  return CODES[code] ?? (phase === 'connecting' ? 'CONNECT_REFUSED' : 'UPSTREAM_RESET')
}
