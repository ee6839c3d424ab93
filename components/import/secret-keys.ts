import { parseAllDocuments } from 'yaml'

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

const decoded = (base64: string): string | undefined => {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64.replace(/\s+/g, '')), (letter) => letter.charCodeAt(0)))
  } catch {
    return undefined
  }
}

function keyOf({ data, stringData }: Fields): string | undefined {
  const plain = isFields(stringData) ? stringData['tls.key'] : undefined
  if (typeof plain === 'string') return plain
  const coded = isFields(data) ? data['tls.key'] : undefined
  return typeof coded === 'string' ? decoded(coded) : undefined
}

/** The private keys of the Secrets in a text, by `namespace/name`. They are read here, since no answer of the API holds one. */
export function secretKeys(text: string): Map<string, string> {
  const parsed = parseAllDocuments(text, { schema: 'core', merge: true, logLevel: 'error' })
  const documents = Array.isArray(parsed) ? parsed.filter(({ errors }) => errors.length === 0) : []
  const objects = documents.flatMap((document): unknown[] => {
    const value: unknown = document.toJS({ maxAliasCount: 100 })
    return isFields(value) && Array.isArray(value.items) ? value.items.map((item: unknown) => (isFields(item) ? { kind: String(value.kind).replace(/List$/, ''), ...item } : item)) : [value]
  })
  const keys = objects.flatMap((object): [string, string][] => {
    if (!isFields(object) || object.kind !== 'Secret' || !isFields(object.metadata)) return []
    const key = keyOf(object)
    return key === undefined ? [] : [[`${String(object.metadata.namespace ?? 'default')}/${String(object.metadata.name)}`, key]]
  })
  return new Map(keys)
}
