import { PARTS, PREFIX, type Definition } from './definition.ts'
import { DEFINITIONS } from './known.ts'

const KINDS: Partial<Record<Definition['part'], string>> = { route: 'routes', canary: 'canaries', service: 'services', upstream: 'upstreams' }

const fieldOf = ({ field, part, path }: Definition) => field ?? [KINDS[part] ?? part, ...path].join('.')

const cell = (text: string) => text.replaceAll('|', '\\|')

/** The table of all annotations, as the README has it. */
export function annotationTable(): string {
  const rows = DEFINITIONS.map((definition) => {
    const { name, part, values, example } = definition
    return `| \`${PREFIX}${name}\` | ${PARTS[part].on} | ${fieldOf(definition)} | ${cell(values)} | \`${cell(example)}\` |`
  })
  return ['| annotation | on | field | values | example |', '|---|---|---|---|---|', ...rows].join('\n')
}
