/** A field of a Kubernetes object as the API server names it (`spec.rules[0].host`), and what is wrong with it. Null: the whole object. */
export type Cause = { field: string | null; message: string }

type StatusCause = { reason?: string; message?: string; field?: string }

// A patch that gives no object of its kind is refused with all of the object, Secrets' data and all.
const WHOLE_OBJECT = /^(.*?)(?:: )?Invalid value: "\{[^]*\}": /
// Values that stand in no words of validation, and expressions that nobody reads.
const NOISE = /, got &value\.\S*\{[^]*\}|,\s+regex used for validation is '.*?'(?=\))/g

/** What the API server says, without the object that it says it of. */
export function plainWords(message: string): string {
  const [start, words] = WHOLE_OBJECT.exec(message) ?? []
  const said = start === undefined ? message : `${words!.replace(/^\s*"" is invalid: /, '').replace(/^patch$/, 'object')}: ${message.slice(start.length)}`.replace(/^: /, '')
  return said.replace(NOISE, '')
}

// A path of a field as Kubernetes writes it, before what validation says of it (`k8s.io/apimachinery/pkg/util/validation/field`).
const VERDICT = /(?:Invalid value|Required value|Unsupported value|Forbidden|Duplicate value|Not found|Too long|Too many|Internal error)\b/
const NAMED = new RegExp(`((?:metadata|spec|data|type|endpoints|ports|addressType)(?:[.[][^\\s:,"]*|\\[[^\\]]*\\])*): (${VERDICT.source}[^]*)`)
const STRICT = /unknown field "([^"]+)"/
const TYPED = /^failed to create typed patch object .*?: \.?([a-z][^\s:]*): /

/**
 * What is wrong with which field: as the Status says it, else as its message names a field, as messages of admission plugins and
 * webhooks do.
 */
export function causesIn(details: Record<string, unknown>, message: string): Cause[] {
  const causes = (details['causes'] ?? []) as StatusCause[]
  const known = causes.map(({ field = '', message: words = message }): Cause => {
    const text = plainWords(words)
    return { field: field === '' || field === 'patch' ? fieldIn(text) : field, message: text }
  })
  if (known.length > 0) return known
  const field = fieldIn(message)
  return field === null ? [] : [{ field, message: NAMED.exec(message)?.[2] ?? message.replace(TYPED, '') }]
}

const fieldIn = (message: string): string | null => (NAMED.exec(message) ?? STRICT.exec(message) ?? TYPED.exec(message))?.[1] ?? null
