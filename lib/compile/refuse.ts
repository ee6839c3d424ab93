import type { Declared } from '#lib/model/routing-config.ts'
import type { Refusal } from './draft-entry.ts'
import type { Making } from './listeners.ts'

/** Says once that a pattern of an object is refused, and what that means for requests. */
export function refuse({ source }: Declared<unknown>, { field, pattern, reason }: Refusal, { diagnostics, said }: Pick<Making, 'diagnostics' | 'said'>): void {
  const key = `refused ${source.workspace}/${source.kind}/${source.name} ${field}`
  if (said.has(key)) return
  said.add(key)
  const effect = source.kind === 'canaries' ? 'The header sends nothing to the canary' : 'What only this route would take gets 500'
  diagnostics.error(source, 'REGEX_REFUSED', field, `The regular expression "${pattern}" is refused: ${reason}. ${effect}`, { pattern, reason })
}
