import { z } from 'zod'
import { rule } from './rule.ts'

/** The name of an object, unique for its kind in a workspace. */
export const Name = z.string().min(1).max(128).regex(/^[A-Za-z0-9][A-Za-z0-9._~-]*$/, rule('name'))

/** One line of text that every database can hold: PostgreSQL takes neither NUL nor half a surrogate pair. */
export const Text = z.string().refine((value) => value.isWellFormed() && !/\p{Cc}/u.test(value), rule('controlCharacters'))

export const Tags = z.array(Text.trim().min(1).max(64)).max(32).default([])

export const Port = z.number().int().min(1).max(65535)

const HOSTNAME = /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?$/
const IPV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/
const IPV6 = z.ipv6()

/** An address that can be dialled: host name, IPv4 or IPv6 (without brackets). */
export const Host = z
  .string()
  .trim()
  .min(1)
  .refine((value) => (/^[\d.]+$/.test(value) ? IPV4.test(value) : HOSTNAME.test(value) || IPV6.safeParse(value).success), rule('host'))

/** Milliseconds; the upper bound is Kong's (2^31 - 2). */
export const Millis = z.number().int().min(1).max(2_147_483_646)

// RFC 9110 §5.6.2 token.
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
export const HeaderName = z.string().trim().toLowerCase().regex(TOKEN, rule('headerName'))
export const CookieName = z.string().trim().regex(TOKEN, rule('cookieName'))

/** The Path of a cookie (RFC 6265 §4.1.1): what is no ASCII is to be written as percent triplets. */
export const CookiePath = z.string().max(1024).regex(/^\//, rule('path')).regex(/^[\x20-\x3a\x3c-\x7e]*$/, rule('cookiePath'))

// RFC 9110 §5.5: visible characters, blanks between them, and bytes above ASCII.
export const HeaderValue = z.string().trim().max(8192).regex(/^[\t\x20-\x7e\x80-\xff]*$/, rule('headerValue'))

/** Fields that frame a message or belong to one connection (RFC 9110 §7.6.1). */
export const CONNECTION_FIELDS: ReadonlySet<string> = new Set([
  'connection', 'content-length', 'expect', 'host', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'via',
])

/** Text in PEM armour; whether it parses is compile()'s question, so that old data never blocks a form. */
export const Pem = z.string().max(262_144).refine((value) => value.trimStart().startsWith('-----BEGIN '), rule('pem'))

/** Certificates alone: a key that was pasted with them would be stored unsealed and shown. */
export const CertificatePem = Pem.refine((value) => !/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(value), rule('pemHoldsKey'))

/** An SNI, exact or with `*.` for the first label. A trailing dot is dropped (Kong). */
export const Sni = z
  .string()
  .trim()
  .toLowerCase()
  .transform((value) => value.replace(/\.$/, ''))
  .refine((value) => HOSTNAME.test(value.replace(/^\*\./, '')), rule('sni'))

/** A name that a certificate serves; `*` alone: whatever no other certificate serves. */
export const ServedName = z.union([z.literal('*'), Sni], rule('sni'))

/**
 * A host of a route: exact, `*.x` or `x.*`, with an optional port, lower-cased (Kong `hosts`, Ingress v1 `host`).
 */
export const RouteHost = z
  .string()
  .trim()
  .toLowerCase()
  .transform((value) => (IPV6.safeParse(value).success ? `[${value}]` : value))
  .refine((value) => {
    const match = /^(\[[0-9a-f:.]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(value)
    if (!match || (match[2] !== undefined && !Port.safeParse(Number(match[2])).success)) return false
    const host = match[1]!
    if (host.startsWith('[')) return IPV6.safeParse(host.slice(1, -1)).success
    const bare = host.startsWith('*.') ? host.slice(2) : host.endsWith('.*') ? host.slice(0, -2) : host
    return HOSTNAME.test(bare)
  }, rule('routeHost'))

// What zod takes for the length of an IPv6 prefix is any number up to 128, "64.1" too.
const PREFIX = /^[^/]*(?:\/(?:0|[1-9]\d{0,2}))?$/

export const IpOrCidr = z
  .union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], rule('cidr'))
  .refine((value) => PREFIX.test(value), rule('cidr'))

/** `unique(list)` as a check: the issue names the second of the first two equal items. */
export const noDuplicates = <T>(key: (item: T) => string, name: 'duplicate' | 'duplicateTarget' = 'duplicate') =>
  z.superRefine<T[]>((items, context) => {
    const seen = new Set<string>()
    const second = items.findIndex((item) => seen.size === seen.add(key(item)).size)
    if (second !== -1) context.addIssue({ code: 'custom', path: [second], message: rule(name).error() })
  })
