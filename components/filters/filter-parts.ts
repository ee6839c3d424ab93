'use client'
import type { ComponentType } from 'react'
import type { FilterType } from '#lib/model/filter.ts'
import type { PartProps } from './part.ts'
import { AffinityPart } from './parts/affinity.tsx'
import { BasicAuthPart } from './parts/basic-auth.tsx'
import { BodySizePart } from './parts/body-size.tsx'
import { CompressionPart } from './parts/compression.tsx'
import { ConnectionLimitPart } from './parts/connection-limit.tsx'
import { CorsPart } from './parts/cors.tsx'
import { DefaultBackendPart } from './parts/default-backend.tsx'
import { ErrorPagesPart } from './parts/error-pages.tsx'
import { ExternalAuthPart } from './parts/external-auth.tsx'
import { HstsPart } from './parts/hsts.tsx'
import { IpRestrictionPart } from './parts/ip-restriction.tsx'
import { KeyAuthPart } from './parts/key-auth.tsx'
import { MirrorPart } from './parts/mirror.tsx'
import { RateLimitPart } from './parts/rate-limit.tsx'
import { RedirectPart } from './parts/redirect.tsx'
import { RequestHeadersPart } from './parts/request-headers.tsx'
import { RespondPart } from './parts/respond.tsx'
import { ResponseHeadersPart } from './parts/response-headers.tsx'
import { RewriteHostPart } from './parts/rewrite-host.tsx'
import { RewritePathPart } from './parts/rewrite-path.tsx'
import { TimeoutsPart } from './parts/timeouts.tsx'

/** The form part of each type. */
export const FILTER_PARTS: { [T in FilterType]: ComponentType<PartProps> } = {
  ipRestriction: IpRestrictionPart,
  cors: CorsPart,
  bodySize: BodySizePart,
  connectionLimit: ConnectionLimitPart,
  rateLimit: RateLimitPart,
  basicAuth: BasicAuthPart,
  keyAuth: KeyAuthPart,
  externalAuth: ExternalAuthPart,
  redirect: RedirectPart,
  respond: RespondPart,
  affinity: AffinityPart,
  rewriteHost: RewriteHostPart,
  rewritePath: RewritePathPart,
  requestHeaders: RequestHeadersPart,
  mirror: MirrorPart,
  timeouts: TimeoutsPart,
  defaultBackend: DefaultBackendPart,
  errorPages: ErrorPagesPart,
  responseHeaders: ResponseHeadersPart,
  hsts: HstsPart,
  compression: CompressionPart,
}
