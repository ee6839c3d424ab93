/** Whether something holds, as far as it can be told. */
export type Answer = 'yes' | 'no' | 'unknown'

export const answerOf = (holds: boolean): Answer => (holds ? 'yes' : 'no')

/** Whether all hold; none at all do. */
export function allOf(answers: Iterable<Answer>): Answer {
  let result: Answer = 'yes'
  for (const answer of answers) {
    if (answer === 'no') return 'no'
    if (answer === 'unknown') result = 'unknown'
  }
  return result
}

/** Whether one of them holds. */
export function anyOf(answers: Iterable<Answer>): Answer {
  let result: Answer = 'no'
  for (const answer of answers) {
    if (answer === 'yes') return 'yes'
    if (answer === 'unknown') result = 'unknown'
  }
  return result
}
