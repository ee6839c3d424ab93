/** Thrown inside the parser for a pattern that is not run; `message` is one sentence for its author. Never leaves this folder. */
export class Refusal extends Error {}

/** Result of a step that a pattern may not survive; `reason` is one sentence that says what to do. */
export type Outcome<T> = ({ ok: true } & T) | { ok: false; reason: string }

/** Runs a step that throws refusals and gives them back as values. */
export function settle<T>(step: () => T): Outcome<T> {
  try {
    return { ok: true, ...step() }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.message }
    throw error
  }
}
