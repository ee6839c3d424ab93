import { allOf, answerOf, type Answer } from './answer.ts'
import type { Labels, LabelSelector } from './objects.ts'

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number]

// An operator that is not known selects nothing, so that nothing is taken for allowed.
function holds({ key, operator, values = [] }: Requirement, labels: Labels): boolean {
  const value = labels[key]
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      return false
  }
}

const requirementsOf = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): Requirement[] => [
  ...Object.entries(matchLabels).map(([key, value]): Requirement => ({ key, operator: 'In', values: [value] })),
  ...matchExpressions,
]

/** Whether labels fulfil every requirement; a selector without any selects all (meta/v1 LabelSelector). */
export const selects = (selector: LabelSelector, labels: Labels): boolean => requirementsOf(selector).every((requirement) => holds(requirement, labels))

/** The same where of the labels only these are known. */
export const selectsPartly = (selector: LabelSelector, known: Labels): Answer =>
  allOf(requirementsOf(selector).map((requirement) => (Object.hasOwn(known, requirement.key) ? answerOf(holds(requirement, known)) : 'unknown')))

const wordOf = ({ key, operator, values = [] }: Requirement): string => {
  switch (operator) {
    case 'In':
      return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(', ')})`
    case 'NotIn':
      return values.length === 1 ? `${key}!=${values[0]}` : `${key} notin (${values.join(', ')})`
    case 'Exists':
      return key
    case 'DoesNotExist':
      return `!${key}`
    default:
      return `${key} ${String(operator)}`
  }
}

/** As kubectl writes and takes it: `app=shop, tier in (web, api)`; empty for a selector of all. */
export const selectorText = (selector: LabelSelector): string => requirementsOf(selector).map(wordOf).join(', ')
