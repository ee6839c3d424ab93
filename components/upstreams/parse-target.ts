/** A target as a row of the form; what is not a number yet is kept as typed. */
export type TargetRow = { host: string; port: number | string | undefined; weight: number | string | undefined; enabled: boolean }

export const emptyTarget = (): TargetRow => ({ host: '', port: undefined, weight: 100, enabled: true })

export const isEmptyTarget = (row: TargetRow) => row.host.trim() === '' && (row.port === undefined || row.port === '')

const numeric = (text: string | undefined) => (text === undefined || text === '' ? undefined : /^\d+$/.test(text) ? Number(text) : text)

/** `10.0.0.1:80`, `[2001:db8::1]:80` and `http://shop:80/` in host and port; undefined when there is no port. */
export function splitAddress(text: string): { host: string; port: number } | undefined {
  const address = text.trim().replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/, '')
  const match = /^\[([^\]]+)\]:(\d+)$/.exec(address) ?? /^([^:\s]+):(\d+)$/.exec(address)
  return match ? { host: match[1]!, port: Number(match[2]) } : undefined
}

/**
 * A pasted line: `host:port`, `host:port weight`, `host port weight`, with commas or tabs, and nginx's
 * `server host:port weight=5 down;`. Undefined for comments.
 */
export function parseTarget(line: string): TargetRow | undefined {
  const text = line.trim().replace(/;$/, '').replace(/^server\s+/, '')
  if (text === '' || text.startsWith('#')) return undefined
  const [first = '', ...rest] = text.split(/[\s,]+/)
  const address = splitAddress(first)
  const words = rest.filter((word) => !word.includes('=') && word !== 'down')
  const weight = rest.map((word) => /^weight=(\d+)$/.exec(word)?.[1]).find((found) => found !== undefined)
  const [port, plainWeight] = address ? [String(address.port), words[0]] : [words[0], words[1]]
  return {
    host: address?.host ?? first.replace(/^\[|\]$/g, ''),
    port: numeric(port),
    weight: numeric(weight ?? plainWeight) ?? 100,
    enabled: !rest.includes('down'),
  }
}
