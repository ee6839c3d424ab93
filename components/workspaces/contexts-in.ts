import { parse } from 'yaml'

type Config = { 'current-context'?: unknown; contexts?: { name?: unknown }[] } | null

const nameOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** The contexts of a kubeconfig as it is typed; none while it cannot be read. */
export function contextsIn(text: string): { names: string[]; current: string | undefined } {
  try {
    const config = parse(text) as Config
    const names = Array.isArray(config?.contexts) ? config.contexts.map((one) => nameOf(one?.name)) : []
    return { names: names.filter((name) => name !== undefined), current: nameOf(config?.['current-context']) }
  } catch {
    return { names: [], current: undefined }
  }
}
