import type { FilterOf } from '#lib/snapshot/filters.ts'
import { cidrSet } from './cidrs.ts'

/** `denied`: the address is on the list of those that may not come · `notAllowed`: there is a list of those that may, without it. */
export type AddressVerdict = 'passes' | 'denied' | 'notAllowed'

/**
 * Who may come by address: the deny list is asked first, and an allow list refuses whoever is not on it (ingress-nginx
 * denylist-source-range, whitelist-source-range). What is no address is on no list.
 * @returns the verdict about a client's address
 */
export function addressRule({ allow, deny }: Pick<FilterOf<'ipRestriction'>, 'allow' | 'deny'>): (address: string) => AddressVerdict {
  const isDenied = cidrSet(deny)
  const isAllowed = allow.length === 0 ? null : cidrSet(allow)
  return (address) => {
    if (isDenied(address)) return 'denied'
    return isAllowed === null || isAllowed(address) ? 'passes' : 'notAllowed'
  }
}
