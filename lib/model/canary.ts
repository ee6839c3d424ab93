import { z } from 'zod'
import { CookieName, HeaderName, Name, Tags } from './common.ts'
import { rule } from './rule.ts'

const HeaderRule = z
  .strictObject({
    name: HeaderName,
    mode: z.enum(['alwaysNever', 'value', 'pattern']).default('alwaysNever'),
    value: z.string().max(1024).optional(),
  })
  .refine((v) => v.mode === 'alwaysNever' || (v.value !== undefined && v.value !== ''), { ...rule('headerValueNeeded'), path: ['value'] })

/** A value without a mode is meant to be compared. */
const withMode = (header: unknown): unknown =>
  typeof header === 'object' && header !== null && 'value' in header && !('mode' in header) ? { mode: 'value', ...header } : header

export const CanaryState = z.enum(['active', 'promoted', 'aborted'])

/**
 * A split of one route between its service (stable) and a canary service. Order of decision: header, cookie, weight
 * (ingress-nginx). `alwaysNever`: the value "always" or "never" decides; `value`: equality; `pattern`: a search.
 */
export const Canary = z
  .strictObject({
    name: Name,
    route: Name,
    /** The canary side. */
    service: Name,
    /** Percent of the requests that no rule decides, in steps of 0.01. */
    weight: z
      .number()
      .min(0)
      .max(100)
      .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, rule('weightStep'))
      .default(0),
    header: z.preprocess(withMode, HeaderRule).optional(),
    cookie: z.strictObject({ name: CookieName }).optional(),
    /** Whom the weight has sent to a side stays there, by a cookie; absent: each request is drawn anew. */
    sticky: z.strictObject({ cookie: CookieName.default('sluice-side'), maxAgeSeconds: z.number().int().min(1).max(31_536_000).default(86_400) }).optional(),
    state: CanaryState.default('active'),
    startedBy: z.string().optional(),
    startedAt: z.iso.datetime().optional(),
    endedAt: z.iso.datetime().optional(),
    tags: Tags,
  })
export type Canary = z.infer<typeof Canary>
