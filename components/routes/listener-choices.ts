import type { Listener } from '#lib/model/listener.ts'
import type { RouteProtocol } from '#lib/model/route.ts'
import { hasStream, isStream } from './route-values.ts'

const ofStreams = ({ protocol }: Pick<Listener, 'protocol'>) => isStream([protocol])

/**
 * The listeners that a route may name: those for HTTP or those for its stream protocols, and whatever is chosen already.
 * `listener` is undefined for a name that is not among the known ones.
 */
export function listenerChoices<L extends Pick<Listener, 'name' | 'protocol'>>(
  known: readonly L[] | undefined,
  chosen: readonly string[],
  protocols: readonly RouteProtocol[],
): { name: string; listener: L | undefined }[] {
  const fits = (listener: L) => (hasStream(protocols) ? protocols.includes(listener.protocol) : !ofStreams(listener))
  const offered = (known ?? []).filter((listener) => fits(listener) || chosen.includes(listener.name))
  const unknown = chosen.filter((name) => !offered.some((listener) => listener.name === name))
  return [...offered.map((listener) => ({ name: listener.name, listener })), ...unknown.map((name) => ({ name, listener: undefined }))]
}

/** With nothing chosen the field is again as it was stored: absent, or an empty list. */
export function toggleListener(chosen: readonly string[], name: string, on: boolean, stored: readonly string[] | null): string[] | null {
  const next = on ? [...chosen, name] : chosen.filter((other) => other !== name)
  if (next.length > 0) return next
  return stored?.length === 0 ? [] : null
}
