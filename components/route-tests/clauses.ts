import type { Expectation } from '#lib/model/route-test.ts'

type Field = keyof Expectation
/** A part of the sentence; `field: 'outcome'` only where no other part says it. */
export type Clause = { [F in Field]: { field: F; value: NonNullable<Expectation[F]> } }[Field]

/** What one reads first comes first. */
const ORDER: Field[] = ['outcome', 'service', 'location', 'route', 'upstream', 'target', 'side', 'upstreamUrl', 'status']

/** "Goes to service shop" says that it is forwarded, and "redirects to …" that it is redirected. */
function saysOutcome({ outcome, service, location }: Expectation): boolean {
  return (outcome === 'forward' && service !== undefined) || (outcome === 'redirect' && location !== undefined)
}

/** An expectation as the parts of a sentence. */
export const clausesOf = (expect: Expectation): Clause[] =>
  ORDER.filter((field) => expect[field] !== undefined && !(field === 'outcome' && saysOutcome(expect))).map(
    (field) => ({ field, value: expect[field] }) as Clause,
  )
