import type { KeyAuth } from '#lib/model/filters/auth.ts'
import { lines, optionalLines, type Codec } from '../codec.ts'

export const KEY_PLACES = ['header', 'query', 'cookie'] as const
export type KeyPlace = (typeof KEY_PLACES)[number]

export type KeyAuthValues = { names: string[]; places: KeyPlace[]; consumers: string[]; hideCredentials: boolean }

const FIELDS = { header: 'inHeader', query: 'inQuery', cookie: 'inCookie' } as const

/** The three switches for where a key may stand are one field of boxes. */
export const keyAuth: Codec<KeyAuth, KeyAuthValues> = {
  show: (filter) => ({
    names: lines.show(filter.names),
    places: KEY_PLACES.filter((place) => filter[FIELDS[place]]),
    consumers: optionalLines.show(filter.consumers),
    hideCredentials: filter.hideCredentials,
  }),
  send: ({ names, places, consumers, hideCredentials }) => {
    const allowed = optionalLines.send(consumers)
    return {
      names: lines.send(names),
      ...Object.fromEntries(KEY_PLACES.map((place) => [FIELDS[place], places.includes(place)])),
      ...(allowed === undefined ? {} : { consumers: allowed }),
      hideCredentials,
    }
  },
  at: ([field, ...rest], shown) => {
    if (field === undefined) return ''
    if (field === 'names' || field === 'consumers') return `.${field}${lines.at(rest, shown[field])}`
    return String(field).startsWith('in') ? '.places' : `.${field}`
  },
}
