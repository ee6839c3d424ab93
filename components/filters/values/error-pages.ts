import type { ErrorPages } from '#lib/model/filters/answers.ts'
import { numberChips, type Codec } from '../codec.ts'

export type ErrorPagesValues = { statusCodes: string[]; by: 'service' | 'text'; service: string; body: string; contentType: string }

/** Of a service or of a text; what was typed for the other one is not sent. */
export const errorPages: Codec<ErrorPages, ErrorPagesValues> = {
  show: ({ statusCodes, service, body, contentType }) => ({
    statusCodes: numberChips.show(statusCodes),
    by: service === undefined ? 'text' : 'service',
    service: service ?? '',
    body: body ?? '',
    contentType,
  }),
  send: ({ statusCodes, by, service, body, contentType }) => ({
    statusCodes: numberChips.send(statusCodes),
    ...(by === 'service' ? { service } : { body }),
    contentType,
  }),
  at: ([field]) => (field === undefined ? '' : `.${field}`),
}
