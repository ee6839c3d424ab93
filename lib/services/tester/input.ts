import { z } from 'zod'
import { KINDS, type Kind } from '#lib/model/kinds.ts'
import { HttpRequest, StreamRequest } from '#lib/model/request.ts'
import { rule } from '#lib/model/rule.ts'
import { Dialect } from '#lib/model/workspace.ts'

const SINGULAR: Record<string, Kind> = {
  listener: 'listeners',
  upstream: 'upstreams',
  service: 'services',
  consumer: 'consumers',
  credential: 'credentials',
  template: 'templates',
  route: 'routes',
  certificate: 'certificates',
  canary: 'canaries',
  'route-test': 'route-tests',
}

/** The kind of an object in a list of mixed ones, in singular or plural. */
export const KindWord = z
  .enum([...Object.keys(KINDS), ...Object.keys(SINGULAR)])
  .transform((word): Kind => SINGULAR[word] ?? (word as Kind))

export const DraftObject = z.looseObject({ kind: KindWord, name: z.string() })

const Draft = z.strictObject({ dialect: Dialect, objects: z.array(DraftObject) }).optional()

/** An HTTP request to explain, against the workspace or against these objects alone. */
const TesterHttpRequest = HttpRequest.extend({ protocol: z.undefined().optional(), draft: Draft })

/** A stream to explain, likewise. */
const TesterStreamRequest = StreamRequest.extend({ draft: Draft })

/** What is asked of the tester; `protocol` tells a stream from an HTTP request. */
export const TesterRequest = z.discriminatedUnion('protocol', [TesterHttpRequest, TesterStreamRequest], rule('requestProtocol'))
export type TesterRequest = z.infer<typeof TesterRequest>
