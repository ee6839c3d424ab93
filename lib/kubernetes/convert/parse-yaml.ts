import { isScalar, parseDocument, visit, YAMLParseError, type Document, type ParseOptions, type DocumentOptions, type SchemaOptions } from 'yaml'

/** A key that stands twice in its map, as the parser's own check would say; that one compares each key with all before it. */
function duplicateKey(document: Document): YAMLParseError | null {
  let found: YAMLParseError | null = null
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        if (seen.has(key.value)) {
          const [start, end] = key.range ?? [0, 0]
          found = new YAMLParseError([start, end], 'DUPLICATE_KEY', 'Map keys must be unique')
          return visit.BREAK
        }
        seen.add(key.value)
      }
      return undefined
    },
  })
  return found
}

/**
 * Parses YAML of strangers in time that grows with its length alone; `errors` of the document say what is wrong.
 * @param options as `parseDocument` takes them
 */
export function parseYaml(text: string, options: ParseOptions & DocumentOptions & SchemaOptions = {}): Document.Parsed {
  const { stackTraceLimit } = Error
  // The parser makes an error for every character that it stumbles over, and most of its time would go into their stacks.
  Error.stackTraceLimit = 0
  try {
    const document = parseDocument(text, { ...options, uniqueKeys: false, prettyErrors: false, logLevel: 'error' })
    const duplicate = document.errors.length > 0 ? null : duplicateKey(document)
    if (duplicate) document.errors.push(duplicate)
    return document
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** The value of a text in YAML. @throws what is wrong with it, or aliases that multiply beyond bounds */
export function readYaml(text: string, options: SchemaOptions = {}): unknown {
  const document = parseYaml(text, options)
  if (document.errors[0]) throw document.errors[0]
  return document.toJS({ maxAliasCount: 100 })
}
