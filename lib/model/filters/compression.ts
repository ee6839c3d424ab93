import { z } from 'zod'
import { noDuplicates } from '../common.ts'
import { rule } from '../rule.ts'

const MediaType = z.string().trim().toLowerCase().regex(/^(\*|[\w.+-]+\/([\w.+-]+|\*))$/, rule('contentType'))

/** Compresses answers for clients that take it, in the first of the encodings that both know (RFC 9110 §12.5.3). */
export const Compression = z.strictObject({
  type: z.literal('compression'),
  encodings: z.array(z.enum(['br', 'gzip'])).min(1, rule('valuesEmpty')).check(noDuplicates(String)).default(['br', 'gzip']),
  contentTypes: z.array(MediaType).min(1, rule('valuesEmpty')).max(64).check(noDuplicates(String)).default([
    'text/*', 'application/json', 'application/javascript', 'application/xml', 'application/xhtml+xml', 'application/rss+xml', 'application/manifest+json',
    'application/wasm', 'image/svg+xml', 'font/ttf', 'font/otf',
  ]),
  /** Shorter answers go as they are, where their length is known. */
  minBytes: z.number().int().min(0).max(1_073_741_824).default(256),
  /** 1 is fastest, 9 smallest. */
  level: z.number().int().min(1).max(9).default(4),
})
export type Compression = z.infer<typeof Compression>
