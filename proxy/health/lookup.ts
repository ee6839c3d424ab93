import { isIPv6, type LookupFunction } from 'node:net'
import type { Names } from '../balancing/names.ts'

/** The names of the proxy as Node's own clients ask for addresses: where targets are checked is where requests go. */
export const lookupOf =
  (names: Pick<Names, 'resolve'>): LookupFunction =>
  (host, options, callback) =>
    names.resolve(host, (error, addresses) => {
      const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
      const [first] = found
      if (error || !first) callback(error ?? new Error(`${host} has no address`), '', 0)
      else if (options.all) callback(null, found)
      else callback(null, first.address, first.family)
    })
