import type { CharSet } from './char-set.ts'

/**
 * A zero-width test. `end` also stands for PCRE's `$` and `\Z`, which take a final newline as well: paths hold none,
 * since controls stay escaped in them.
 */
export type Assertion = 'start' | 'end' | 'lineStart' | 'lineEnd' | 'wordBoundary' | 'notWordBoundary'

/**
 * A regular expression with its flags resolved: letters that may be of either case are sets, `.` is a set.
 *
 * `categories`: Unicode properties such as `\p{L}` that the set takes in beside its ranges; `negated` turns ranges and
 * categories round and is false without categories.
 * `atomic`: `(?>…)` and the possessive forms, which are an atomic group round a greedy repeat; `text` is as written.
 */
export type Node =
  | { kind: 'empty' }
  | { kind: 'set'; chars: CharSet; categories: readonly string[]; negated: boolean }
  | { kind: 'assert'; what: Assertion }
  | { kind: 'concat'; items: readonly Node[] }
  | { kind: 'alternate'; items: readonly Node[] }
  | { kind: 'repeat'; item: Node; min: number; max: number; lazy: boolean }
  | { kind: 'capture'; item: Node; index: number; name: string | null }
  | { kind: 'atomic'; item: Node; text: string }

export type SetNode = Extract<Node, { kind: 'set' }>

export const EMPTY: Node = { kind: 'empty' }

/** A set without Unicode properties. */
export const setOf = (chars: CharSet): SetNode => ({ kind: 'set', chars, categories: [], negated: false })
