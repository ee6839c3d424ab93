import { EMPTY, setOf, type Assertion, type Node } from './ast.ts'
import { ALL, foldCase } from './char-set.ts'
import { done, next, take, takeMatch, upTo, type Cursor } from './cursor.ts'
import { charEscape, escapeLetter, NOT_NEWLINE, setEscape } from './escapes.ts'
import { applyFlags, type Flags, INITIAL_FLAGS } from './flags.ts'
import { parseClass } from './parse-class.ts'
import { takeQuantifier, repeat } from './quantifier.ts'
import { Refusal, settle, type Outcome } from './refusal.ts'
import { refuseEscape, refuseGroup } from './unsupported.ts'

/** `groups`: how many capture groups there are. */
export type Parsed = { node: Node; groups: number; names: ReadonlyMap<string, number> }

type State = Cursor & { flags: Flags; groups: number; names: Map<string, number>; depth: number; highestOctal: number }

const LONGEST = 4096
const DEEPEST = 200

const assertion = (what: Assertion): Node => ({ kind: 'assert', what })
const literal = (state: State, char: number): Node => setOf(state.flags.i ? foldCase([[char, char]]) : [[char, char]])
const ANCHORS: Readonly<Record<string, Assertion>> = { A: 'start', z: 'end', Z: 'end', b: 'wordBoundary', B: 'notWordBoundary' }

// \R: CR LF counts as one and is not given back.
const NEWLINE: Node = {
  kind: 'alternate',
  items: [
    { kind: 'concat', items: [setOf([[13, 13]]), { kind: 'repeat', item: setOf([[10, 10]]), min: 0, max: 1, lazy: false }] },
    setOf([[10, 12], [0x85, 0x85], [0x2028, 0x2029]]),
  ],
}

function escape(state: State): Node[] {
  const digits = takeMatch(state, /[1-9][0-9]*/y)?.[0]
  if (digits !== undefined) {
    // PCRE: a back-reference, unless the number is above 9, reads as octal and no such group exists.
    if (digits.length === 1 || !/^[0-3]?[0-7]{2}/.test(digits)) throw new Refusal(refuseEscape('1')!)
    const octal = /^[0-3]?[0-7]{2}/.exec(digits)![0]
    state.at -= digits.length - octal.length
    state.highestOctal = Math.max(state.highestOctal, Number(digits))
    return [literal(state, Number.parseInt(octal, 8))]
  }
  const letter = escapeLetter(state)
  const refused = refuseEscape(letter)
  if (refused) throw new Refusal(refused)
  if (Object.hasOwn(ANCHORS, letter)) return [assertion(ANCHORS[letter]!)]
  if (letter === 'E') return []
  if (letter === 'Q') {
    const end = state.source.indexOf('\\E', state.at)
    const quoted = state.source.slice(state.at, end === -1 ? undefined : end)
    state.at = end === -1 ? state.source.length : end + 2
    return Array.from(quoted, (char) => literal(state, char.codePointAt(0)!))
  }
  if (letter === 'R') return [{ kind: 'atomic', item: NEWLINE, text: '\\R' }]
  if (letter === 'N') return [setOf(NOT_NEWLINE)]
  return [setEscape(state, letter) ?? literal(state, charEscape(state, letter))]
}

function named(state: State): string {
  const found = takeMatch(state, /\?P?<([A-Za-z_][A-Za-z0-9_]*)>|\?'([A-Za-z_][A-Za-z0-9_]*)'/y)
  if (!found) throw new Refusal('the name of a group must be letters, digits and "_", as in (?<name>…)')
  return (found[1] ?? found[2])!
}

function capture(state: State, name: string | null): Node {
  const index = ++state.groups
  if (name !== null) {
    if (state.names.has(name)) throw new Refusal(`two groups have the name "${name}"; give each its own`)
    state.names.set(name, index)
  }
  return { kind: 'capture', item: enclosed(state), index, name }
}

/** The alternatives up to the closing bracket; flags set inside end there. */
function enclosed(state: State): Node {
  if (++state.depth > DEEPEST) throw new Refusal(`groups nest deeper than ${DEEPEST}; write it flatter`)
  const flags = state.flags
  const node = alternatives(state)
  if (!take(state, ')')) throw new Refusal('a group is not closed; add ")"')
  state.flags = flags
  state.depth--
  return node
}

function group(state: State): Node[] {
  const start = state.at - 1
  const refused = refuseGroup(state.source.slice(state.at))
  if (refused) throw new Refusal(refused)
  if (!state.source.startsWith('?', state.at)) return [state.flags.n ? enclosed(state) : capture(state, null)]
  if (take(state, '?>')) {
    const item = enclosed(state)
    return [{ kind: 'atomic', item, text: state.source.slice(start, state.at) }]
  }
  if (/^\?(?:P?<|')/.test(state.source.slice(state.at, state.at + 3))) return [capture(state, named(state))]
  const set = takeMatch(state, /\?(\^?)([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/y)
  if (!set) throw new Refusal('"(?" starts no group that is known; escape the "?" as \\? if it is meant')
  const flags = applyFlags(set[1] ? { ...INITIAL_FLAGS, U: state.flags.U } : state.flags, set[2]!, set[3] ?? '')
  if (set[4] === ')') {
    state.flags = flags
    return []
  }
  const outer = state.flags
  state.flags = flags
  const node = enclosed(state)
  state.flags = outer
  return [node]
}

function item(state: State): Node[] {
  if (take(state, '\\')) return escape(state)
  if (take(state, '(')) return group(state)
  if (take(state, '[')) return [parseClass(state, { ignoreCase: state.flags.i, blanks: state.flags.xx })]
  if (take(state, '.')) return [setOf(state.flags.s ? ALL : NOT_NEWLINE)]
  if (take(state, '^')) return [assertion(state.flags.m ? 'lineStart' : 'start')]
  if (take(state, '$')) return [assertion(state.flags.m ? 'lineEnd' : 'end')]
  return [literal(state, next(state))]
}

/** Steps over comments, and with `(?x)` over white space. */
function skipIgnored(state: State): void {
  for (;;) {
    if (take(state, '(?#')) upTo(state, ')', 'a comment (?#…) is not closed; add ")"')
    else if (!state.flags.x || !takeMatch(state, /\s+|#[^\n]*/y)) return
  }
}

function sequence(state: State): Node {
  const items: Node[] = []
  let start = state.at
  let repeatable = false
  for (;;) {
    skipIgnored(state)
    if (done(state) || state.source[state.at] === '|' || state.source[state.at] === ')') break
    const quantifier = takeQuantifier(state, state.flags.U)
    if (quantifier) {
      if (!repeatable) {
        throw new Refusal(`"${quantifier.text}" has nothing before it that can be repeated; escape it, or put what is meant in (?:…)`)
      }
      items.push(repeat(items.pop()!, quantifier, state.source.slice(start, state.at)))
      repeatable = false
      continue
    }
    start = state.at
    const added = item(state)
    items.push(...added)
    repeatable = added.length > 0 && added[0]!.kind !== 'assert'
  }
  return items.length === 0 ? EMPTY : items.length === 1 ? items[0]! : { kind: 'concat', items }
}

function alternatives(state: State): Node {
  const items = [sequence(state)]
  while (take(state, '|')) items.push(sequence(state))
  return items.length === 1 ? items[0]! : { kind: 'alternate', items }
}

/**
 * Reads a regular expression in the syntax of PCRE, JavaScript or RE2 (where they differ, PCRE's meaning holds).
 * @param ignoreCase whether it starts as if with `(?i)`
 * @returns the tree, or the reason why it is not run
 */
export function parseRegex(source: string, ignoreCase: boolean): Outcome<Parsed> {
  return settle(() => {
    if (source.length > LONGEST) throw new Refusal(`it is longer than ${LONGEST} characters; split it into several`)
    const flags = { ...INITIAL_FLAGS, i: ignoreCase }
    const state: State = { source, at: 0, flags, groups: 0, names: new Map(), depth: 0, highestOctal: 0 }
    takeMatch(state, /(?:\(\*(?:UTF8?|UCP|NO_JIT)\))+/y)
    const node = alternatives(state)
    if (!done(state)) throw new Refusal('there is a ")" without its "("; escape it as \\) if it is meant')
    if (state.highestOctal > 0 && state.highestOctal <= state.groups) throw new Refusal(refuseEscape('1')!)
    return { node, groups: state.groups, names: state.names }
  })
}
