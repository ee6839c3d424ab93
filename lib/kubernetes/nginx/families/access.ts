import { IpOrCidr } from '#lib/model/common.ts'
import type { Family, Reader } from '../reader.ts'

function addresses({ list, closes }: Reader, name: string): string[] | null {
  const items = list(name)
  if (items === undefined) return null
  const isGood = (item: string) => IpOrCidr.safeParse(item).success
  const wrong = items.find((item) => !isGood(item))
  if (wrong !== undefined) closes(name, `"${wrong}" is no address and no block of addresses`)
  else if (items.length === 0) closes(name, 'Names no address')
  return [...new Set(items.filter(isGood))]
}

/** Who may come, by client address (ingress-nginx annotations/ipallowlist, ipdenylist); the old name of the list counts where the new one is absent. */
export const ACCESS: Family = {
  names: ['allowlist-source-range', 'whitelist-source-range', 'denylist-source-range'],
  read(reader) {
    const { draft, text, unserved } = reader
    const hasNew = text('allowlist-source-range') !== undefined
    if (hasNew && text('whitelist-source-range') !== undefined) unserved('whitelist-source-range', 'allowlist-source-range takes its place')
    const allow = addresses(reader, hasNew ? 'allowlist-source-range' : 'whitelist-source-range')
    const deny = addresses(reader, 'denylist-source-range')
    if (!allow?.length && !deny?.length) return
    const by = allow ? (hasNew ? 'allowlist-source-range' : 'whitelist-source-range') : 'denylist-source-range'
    draft.filters.push({ by, filter: { type: 'ipRestriction', allow: allow ?? [], deny: deny ?? [] } })
  },
}
