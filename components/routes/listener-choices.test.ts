import { expect, test } from 'vitest'
import { listenerChoices, toggleListener } from './listener-choices.ts'

const KNOWN = [{ name: 'http', protocol: 'http' as const }, { name: 'https', protocol: 'https' as const }, { name: 'db', protocol: 'tcp' as const }]
const names = (...given: Parameters<typeof listenerChoices>) => listenerChoices(...given).map(({ name, listener }) => `${name}${listener ? '' : '?'}`)

test('offers the listeners for these protocols', () => {
  expect(names(KNOWN, [], ['https'])).toEqual(['http', 'https'])
  expect(names(KNOWN, [], ['tcp'])).toEqual(['db'])
  expect(names(KNOWN, [], ['udp'])).toEqual([])
})

test('keeps what is chosen, also a name that leads nowhere and one that does not fit', () => {
  expect(names(KNOWN, ['gone', 'db'], ['http'])).toEqual(['http', 'https', 'db', 'gone?'])
  expect(names(undefined, ['http'], ['http'])).toEqual(['http?'])
})

test('the order of what is chosen stays; with nothing chosen the field is as it was stored', () => {
  expect(toggleListener(['b'], 'a', true, null)).toEqual(['b', 'a'])
  expect(toggleListener(['b'], 'b', false, null)).toBeNull()
  expect(toggleListener(['b'], 'b', false, ['b'])).toBeNull()
  expect(toggleListener(['b'], 'b', false, [])).toEqual([])
})
