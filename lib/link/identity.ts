import { createPrivateKey, createPublicKey, hkdfSync, sign } from 'node:crypto'

/** What the controller shows on TLS. `certificate` is the same for everyone who holds the token, down to the last byte. */
export type LinkIdentity = { key: string; certificate: string; der: Buffer }

/** The subject and the only DNS name of the certificate. */
export const LINK_NAME = 'sluice-link'

/** PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410 §7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A value of DER with its tag and length (X.690 §8.1); none of ours reaches 64 KiB. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const { length } = body
  const head = length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(head), body])
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts)
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const bits = (bytes: Buffer) => der(0x03, Buffer.from([0]), bytes)
const text = (tag: number, value: string) => der(tag, Buffer.from(value, 'latin1'))

const ED25519 = sequence(oid('2b6570'))
const NAME = sequence(der(0x31, sequence(oid('550403'), text(0x0c, LINK_NAME))))
/** Until 9999-12-31, which says "no expiry" (RFC 5280 §4.1.2.5): who may no longer join is decided by changing the token. */
const VALIDITY = sequence(text(0x17, '200101000000Z'), text(0x18, '99991231235959Z'))
const EXTENSIONS = der(
  0xa3,
  sequence(
    sequence(oid('551d13'), der(0x01, Buffer.from([0xff])), der(0x04, sequence())),
    sequence(oid('551d11'), der(0x04, sequence(text(0x82, LINK_NAME)))),
  ),
)

function derive(token: string): LinkIdentity {
  const seed = Buffer.from(hkdfSync('sha256', token, 'sluice', 'identity of the link', 32))
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const version = der(0xa0, der(0x02, Buffer.from([2])))
  const serial = der(0x02, Buffer.from([1]))
  const signed = sequence(version, serial, ED25519, NAME, VALIDITY, NAME, publicKey, EXTENSIONS)
  // Ed25519 has no random part (RFC 8032 §5.1.6): every replica makes the same signature.
  const certificate = sequence(signed, ED25519, bits(sign(null, signed, key)))
  const lines = certificate.toString('base64').replace(/.{1,64}/g, '$&\n')
  return {
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`,
    der: certificate,
  }
}

let held: { token: string; identity: LinkIdentity } | undefined

/**
 * The Ed25519 key (HKDF of the token) and self-signed certificate of a controller that was given none of its own. Encoded
 * here, byte by byte: another version of a library might encode the same certificate otherwise, and be refused in a rollout.
 * @param token the link token, of at least 32 random characters
 */
export function linkIdentity(token: string): LinkIdentity {
  if (held?.token !== token) held = { token, identity: derive(token) }
  return held.identity
}
