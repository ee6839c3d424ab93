import type { Filter, FilterType } from '#lib/model/filter.ts'
import type { Affinity } from '#lib/model/filters/affinity.ts'
import type { DefaultBackend, Mirror, Respond } from '#lib/model/filters/answers.ts'
import type { BasicAuth } from '#lib/model/filters/auth.ts'
import type { Compression } from '#lib/model/filters/compression.ts'
import type { Cors } from '#lib/model/filters/cors.ts'
import type { RequestHeaders, ResponseHeaders } from '#lib/model/filters/headers.ts'
import type { Hsts } from '#lib/model/filters/hsts.ts'
import type { IpRestriction } from '#lib/model/filters/ip-restriction.ts'
import type { BodySize, ConnectionLimit, RateLimit, Timeouts } from '#lib/model/filters/limits.ts'
import type { RewriteHost } from '#lib/model/filters/rewrite-host.ts'
import { bytes } from './byte-amount.ts'
import { chips, lines, nameValues, number, object, optionalChoice, optionalLines, optionalNumber, optionalText, plain, type Codec } from './codec.ts'
import { encodings } from './values/encodings.ts'
import { errorPages } from './values/error-pages.ts'
import { externalAuth } from './values/external-auth.ts'
import { keyAuth } from './values/key-auth.ts'
import { redirect } from './values/redirect.ts'
import { rewritePath } from './values/rewrite-path.ts'
import { yesNoAuto } from './values/yes-no-auto.ts'

export type FilterOf<T extends FilterType> = Extract<Filter, { type: T }>

const text = plain<string>()
const flag = plain<boolean>()
const limited = { by: plain<RateLimit['by']>(), header: optionalText, exempt: lines, statusCode: number }

/** How the filters of each type stand on the form. */
export const CODECS = {
  ipRestriction: object<IpRestriction>()({ allow: lines, deny: lines, statusCode: number }),
  cors: object<Cors>()({ allowOrigins: lines, allowMethods: chips, allowHeaders: chips, exposeHeaders: chips, allowCredentials: flag, maxAgeSeconds: number }),
  bodySize: object<BodySize>()({ maxBytes: bytes }),
  connectionLimit: object<ConnectionLimit>()({ ...limited, connections: number }),
  rateLimit: object<RateLimit>()({ ...limited, algorithm: plain<RateLimit['algorithm']>(), requests: number, per: plain<RateLimit['per']>(), burst: number, headers: flag }),
  basicAuth: object<BasicAuth>()({ realm: text, consumers: optionalLines, hideCredentials: flag }),
  keyAuth,
  externalAuth,
  redirect,
  respond: object<Respond>()({ statusCode: number, body: text, contentType: text, headers: nameValues }),
  affinity: object<Affinity>()({
    mode: plain<Affinity['mode']>(),
    cookie: text,
    path: optionalText,
    domain: optionalText,
    maxAgeSeconds: optionalNumber,
    expiresSeconds: optionalNumber,
    sameSite: optionalChoice<NonNullable<Affinity['sameSite']>, 'unset'>('unset'),
    conditionalSameSiteNone: flag,
    secure: yesNoAuto,
    changeOnFailure: flag,
    canary: plain<Affinity['canary']>(),
  }),
  rewriteHost: object<RewriteHost>()({ value: text }),
  rewritePath,
  requestHeaders: object<RequestHeaders>()({ set: nameValues, add: nameValues, remove: lines }),
  mirror: object<Mirror>()({ service: text, percent: number }),
  timeouts: object<Timeouts>()({ requestMs: optionalNumber, backendRequestMs: optionalNumber }),
  defaultBackend: object<DefaultBackend>()({ service: text }),
  errorPages,
  responseHeaders: object<ResponseHeaders>()({ set: nameValues, add: nameValues, remove: lines }),
  hsts: object<Hsts>()({ maxAgeSeconds: number, includeSubDomains: flag, preload: flag }),
  compression: object<Compression>()({ encodings, contentTypes: lines, minBytes: number, level: number }),
} satisfies { [T in FilterType]: { show: (filter: FilterOf<T>) => object } }

/** What the form of a filter of a type shows. */
export type Shown<T extends FilterType> = ReturnType<(typeof CODECS)[T]['show']>

/** The codec of a type that is only known when it runs. */
export const codecOf = (type: FilterType) => CODECS[type] as unknown as Codec<Filter, Record<string, unknown>>
