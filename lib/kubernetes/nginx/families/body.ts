import type { Family, Reader } from '../reader.ts'

const FACTORS: Record<string, number> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }

/** A size as nginx writes it: bytes, or a number with k, m or g. */
function size({ text, invalid }: Reader, name: string): number | undefined {
  const value = text(name)
  if (value === undefined) return undefined
  const [, count, unit] = /^(\d{1,9})([kmg]?)b?$/i.exec(value) ?? []
  if (count !== undefined) return Number(count) * FACTORS[unit!.toLowerCase()]!
  invalid(name, 'Must be a size such as "8m"; 0 is any')
  return undefined
}

function onOff({ text, invalid }: Reader, name: string): boolean | undefined {
  const value = text(name)?.toLowerCase()
  if (value === undefined) return undefined
  if (value !== 'on' && value !== 'off') invalid(name, 'Must be "on" or "off"')
  return value === 'on'
}

/** Length of bodies, and whether they are stored on the way (ingress-nginx annotations/proxy). */
export const BODY: Family = {
  names: ['proxy-body-size', 'proxy-request-buffering', 'proxy-buffering'],
  read(reader) {
    const { draft } = reader
    const maxBytes = size(reader, 'proxy-body-size')
    if (maxBytes !== undefined) draft.filters.push({ by: 'proxy-body-size', filter: { type: 'bodySize', maxBytes } })
    if (onOff(reader, 'proxy-request-buffering')) draft.route.requestBuffering = true
    if (onOff(reader, 'proxy-buffering')) draft.route.responseBuffering = true
  },
}
