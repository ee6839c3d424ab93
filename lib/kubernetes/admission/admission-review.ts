import { z } from 'zod'
import type { V1Ingress } from '../objects.ts'
import type { Asked, Verdict } from './review.ts'

/**
 * `admission.k8s.io/v1` AdmissionReview, as far as it is read. The API server has validated the objects against their schema
 * before it asks.
 */
const Ingress = z.looseObject({
  metadata: z.looseObject({ name: z.string().default(''), namespace: z.string().default('') }),
  spec: z.looseObject({}).default({}),
})

const Request = z.looseObject({
  uid: z.string().min(1),
  name: z.string().default(''),
  kind: z.object({ group: z.string(), version: z.string(), kind: z.string() }),
  operation: z.enum(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']),
  object: z.unknown(),
  oldObject: z.unknown(),
})

const AdmissionReview = z.looseObject({ apiVersion: z.literal('admission.k8s.io/v1'), kind: z.literal('AdmissionReview'), request: Request })

/** `asked`: null for what is none of our business. */
export type Question = { uid: string; name: string; asked: Asked | null }

/** @throws {z.ZodError} for what is no question of this version */
export function readQuestion(body: unknown): Question {
  const { uid, name, kind, operation, object, oldObject } = AdmissionReview.parse(body).request
  const isIngress = kind.group === 'networking.k8s.io' && kind.version === 'v1' && kind.kind === 'Ingress'
  if (!isIngress || (operation !== 'CREATE' && operation !== 'UPDATE')) return { uid, name, asked: null }
  const read = (raw: unknown) => Ingress.parse(raw) as unknown as V1Ingress
  return { uid, name, asked: { operation, object: read(object), oldObject: oldObject == null ? null : read(oldObject) } }
}

/** The answer, with the fields of all causes, so that programs find them (meta/v1 Status). */
export function answerTo({ uid, name }: Pick<Question, 'uid' | 'name'>, verdict: Verdict): object {
  const { allowed, warnings } = verdict
  const status = verdict.allowed
    ? {}
    : {
        status: {
          code: 422,
          reason: 'Invalid',
          message: verdict.message,
          details: {
            group: 'networking.k8s.io',
            kind: 'Ingress',
            name,
            causes: verdict.causes.map(({ field, message }) => ({ reason: 'FieldValueInvalid', field, message })),
          },
        },
      }
  const response = { uid, allowed, ...(warnings.length > 0 ? { warnings } : {}), ...status }
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }
}
