import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { KeyAuth } from '#lib/model/filters/auth.ts'
import type { CompiledConsumer } from '#lib/snapshot/snapshot.ts'
import { authVerdict, consumerIndex, consumerIndexes } from './credentials.ts'
import { edited } from './edits.ts'
import { identityDrops, identityEdits } from './identity-fields.ts'
import { apiKey, basicCredentials, withoutArguments, withoutCookies, type Shown } from './shown-credentials.ts'

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')
const basic = (text: string) => ({ authorization: [`Basic ${base64(text)}`] })

const anna: CompiledConsumer = {
  workspace: 'default', name: 'anna', customId: 'A-7', passwords: [{ credential: 'anna-web', digest: digest('anna:open sesame') }],
  keys: [{ credential: 'anna-key', digest: digest('k-anna') }],
}
const ben: CompiledConsumer = {
  workspace: 'default', name: 'ben', customId: null, passwords: [{ credential: 'ben-web', digest: digest('ben:gäste:€') }],
  keys: [{ credential: 'ben-key', digest: digest('schlüssel') }],
}
const other: CompiledConsumer = { workspace: 'other', name: 'anna', customId: null, passwords: [], keys: [{ credential: 'other-key', digest: digest('k-other') }] }
const index = consumerIndex([anna, ben, other], 'default')

const shown = (bytes: string): Shown => ({ kind: 'shown', bytes })
const missing: Shown = { kind: 'missing' }
const repeated: Shown = { kind: 'repeated' }

describe('basicCredentials (RFC 7617)', () => {
  test.each<[string, Record<string, string[]>, Shown]>([
    ['name and password', basic('anna:open sesame'), shown('anna:open sesame')],
    ['the scheme in any case', { authorization: [`bAsIc ${base64('a:b')}`] }, shown('a:b')],
    ['several spaces', { authorization: [`Basic   ${base64('a:b')}`] }, shown('a:b')],
    ['an empty password', basic('a:'), shown('a:')],
    ['a colon in the password', basic('a:b:c'), shown('a:b:c')],
    ['padding left out', { authorization: [`Basic ${base64('a:b1').replace(/=+$/, '')}`] }, shown('a:b1')],
    ['no name', basic(':b'), missing],
    ['no colon', basic('ab'), missing],
    ['no field', {}, missing],
    ['an empty field', { authorization: [''] }, missing],
    ['another scheme', { authorization: ['Bearer abc'] }, missing],
    ['a scheme that begins alike', { authorization: [`Basically ${base64('a:b')}`] }, missing],
    ['no base64', { authorization: ['Basic !!!'] }, missing],
    ['something behind', { authorization: [`Basic ${base64('a:b')}, Digest x`] }, missing],
    ['two fields', { authorization: [`Basic ${base64('a:b')}`, `Basic ${base64('a:b')}`] }, repeated],
  ])('%s', (_, headers, expected) => {
    expect(basicCredentials(headers)).toEqual(expected)
  })
})

describe('apiKey (Kong key-auth)', () => {
  const filter = (given: Partial<KeyAuth> = {}) => KeyAuth.parse({ type: 'keyAuth', ...given })
  const all = { inCookie: true }

  test.each<[string, Partial<KeyAuth>, Record<string, string[]>, string, Shown]>([
    ['in a header', {}, { apikey: ['k'] }, '', shown('k')],
    ['in the query', {}, {}, '?apikey=k', shown('k')],
    ['in a cookie', all, { cookie: ['a=1; apikey=k; b=2'] }, '', shown('k')],
    ['in the second of two Cookie lines', all, { cookie: ['a=1', 'apikey=k'] }, '', shown('k')],
    ['a cookie does not count by default', {}, { cookie: ['apikey=k'] }, '', missing],
    ['a header does not count where it is off', { inHeader: false }, { apikey: ['k'] }, '', missing],
    ['the query does not count where it is off', { inQuery: false }, {}, '?apikey=k', missing],
    ['the header comes before the query', {}, { apikey: ['h'] }, '?apikey=q', shown('h')],
    ['the query comes before the cookie', all, { cookie: ['apikey=c'] }, '?apikey=q', shown('q')],
    ['the first name comes before the second', { names: ['one', 'two'] }, { two: ['2'] }, '?one=1', shown('1')],
    ['the second name where the first is not there', { names: ['one', 'two'] }, { two: ['2'] }, '?three=1', shown('2')],
    ['a header name in any case', { names: ['X-API-Key'] }, { 'x-api-key': ['k'] }, '', shown('k')],
    ['an argument name in its case', { names: ['Key'] }, {}, '?key=k', missing],
    ['an escaped argument', {}, {}, '?a=1&%61pikey=%6b+%2B', shown('k +')],
    ['an argument without a value', {}, {}, '?apikey', missing],
    ['an argument with an empty value', {}, {}, '?apikey=', missing],
    ['an empty header does not give way to the query', {}, { apikey: [''] }, '?apikey=q', missing],
    ['a header twice', {}, { apikey: ['k', 'k'] }, '', repeated],
    ['an argument twice', {}, {}, '?apikey=a&apikey=b', repeated],
    ['a cookie twice', all, { cookie: ['apikey=a; apikey=b'] }, '', repeated],
    ['nothing', {}, {}, '', missing],
    ['a name that every object has', { names: ['constructor'] }, {}, '', missing],
  ])('%s', (_, given, headers, query, expected) => {
    expect(apiKey(filter(given), headers, query)).toEqual(expected)
  })
})

describe('authVerdict', () => {
  const passwords = (text: string, allowed: string[] | null = null) =>
    authVerdict(basicCredentials(basic(text)), index.passwords, allowed && new Set(allowed), 'credentials')

  test.each<[string, string, { consumer: string; credential: string } | null]>([
    ['the right password', 'anna:open sesame', { consumer: 'anna', credential: 'anna-web' }],
    ['a password with a colon, in UTF-8', 'ben:gäste:€', { consumer: 'ben', credential: 'ben-web' }],
    ['a wrong password', 'anna:open', null],
    ['a longer password', 'anna:open sesame ', null],
    ['the password of another', 'ben:open sesame', null],
    ['a name in another case', 'Anna:open sesame', null],
    ['a key is no password', 'anna:k-anna', null],
  ])('%s', (_, text, who) => {
    const verdict = passwords(text)
    if (who === null) expect(verdict).toEqual({ kind: 'unauthorized', message: 'Unauthorized' })
    else expect(verdict).toMatchObject({ kind: 'passes', identity: { consumer: { name: who.consumer }, credential: who.credential } })
  })

  test('of those who are known, only the named pass', () => {
    expect(passwords('anna:open sesame', ['anna']).kind).toBe('passes')
    expect(passwords('anna:open sesame', ['ben']).kind).toBe('forbidden')
    expect(passwords('anna:wrong', ['ben']).kind).toBe('unauthorized')
  })

  test('a key in UTF-8, from a header and from the query', () => {
    const bytes = Buffer.from('schlüssel', 'utf8').toString('latin1')
    const filter = KeyAuth.parse({ type: 'keyAuth' })
    for (const key of [apiKey(filter, { apikey: [bytes] }, ''), apiKey(filter, {}, '?apikey=schl%C3%BCssel')]) {
      expect(authVerdict(key, index.keys, null, 'API key')).toMatchObject({ kind: 'passes', identity: { credential: 'ben-key' } })
    }
  })

  test('a workspace knows its own consumers alone', () => {
    expect(authVerdict(shown('k-other'), index.keys, null, 'API key').kind).toBe('unauthorized')
    const indexes = consumerIndexes([anna, ben, other])
    expect([...indexes.keys()]).toEqual(['default', 'other'])
    expect(authVerdict(shown('k-other'), indexes.get('other')!.keys, null, 'API key').kind).toBe('passes')
  })

  test('says what is wrong', () => {
    expect(authVerdict(missing, index.keys, null, 'API key')).toEqual({ kind: 'unauthorized', message: 'No API key found in request' })
    expect(authVerdict(repeated, index.keys, null, 'API key')).toEqual({ kind: 'unauthorized', message: 'Duplicate API key found' })
  })

  test('without consumers nobody passes', () => {
    expect(authVerdict(shown('k-anna'), undefined, null, 'API key').kind).toBe('unauthorized')
  })
})

describe('hidden credentials', () => {
  test.each([
    ['?apikey=k', ''],
    ['?a=1&apikey=k', '?a=1'],
    ['?apikey=k&a=%20&b', '?a=%20&b'],
    ['?a=1&%61pikey=k&apikey=l', '?a=1'],
    ['?apikey', ''],
    ['?a=apikey=k', '?a=apikey=k'],
    ['', ''],
    ['?', ''],
  ])('withoutArguments %s → %s', (query, rest) => {
    expect(withoutArguments(query, ['apikey'])).toBe(rest)
  })

  test.each([
    ['apikey=k', ''],
    ['a=1; apikey=k; b=2', 'a=1; b=2'],
    ['a=1;apikey=k', 'a=1'],
    ['xapikey=k', 'xapikey=k'],
  ])('withoutCookies %s → %s', (cookie, rest) => {
    expect(withoutCookies({ cookie: [cookie] }, ['apikey'])).toBe(rest)
  })
})

describe('identityEdits', () => {
  const sent = 'X-Consumer-Username: root\r\nx_consumer_id: root\r\nX-Consumer-Custom-ID: 1\r\nX-CREDENTIAL-IDENTIFIER: x\r\nX-Anonymous-Consumer: true\r\nAuthorization: Basic eA==\r\nX-Consumer: kept\r\n'

  test('replace what the client said', () => {
    expect(edited(sent, identityEdits({ consumer: anna, credential: 'anna-web' }, identityDrops([])))).toBe(
      'Authorization: Basic eA==\r\nX-Consumer: kept\r\nX-Consumer-ID: anna\r\nX-Consumer-Username: anna\r\nX-Consumer-Custom-ID: A-7\r\nX-Credential-Identifier: anna-web\r\n',
    )
  })

  test('hide further fields, and say no custom id where there is none', () => {
    expect(edited(sent, identityEdits({ consumer: ben, credential: 'ben-web' }, identityDrops(['authorization'])))).toBe(
      'X-Consumer: kept\r\nX-Consumer-ID: ben\r\nX-Consumer-Username: ben\r\nX-Credential-Identifier: ben-web\r\n',
    )
  })

  test('write a custom id as UTF-8', () => {
    const { lines } = identityEdits({ consumer: { ...anna, customId: '会员' }, credential: 'c' }, identityDrops([]))
    expect(Buffer.from(lines, 'latin1').toString('utf8')).toContain('X-Consumer-Custom-ID: 会员\r\n')
  })
})
