/** What stands in place of a secret. */
export const HIDDEN = '***'

/** Names that are secrets as they stand, and parts that make one of any name: in lower case, letters and digits only. */
const NAMES = /^(auth|code|credentials?|key|otp|pass|pin|pwd|sess|session|sid|sig|ticket)$/
const PARTS = /accesskey|apikey|authorization|authkey|credential|jwt|passphrase|passw|privatekey|samlre|secret|sessid|sessionid|sessionkey|signature|token/

function isSecret(name: string): boolean {
  const plain = decoded(name).toLowerCase().replace(/[^a-z0-9]/g, '')
  return NAMES.test(plain) || PARTS.test(plain)
}

/** Names of secrets are ASCII: the rest of the escapes may stay. */
const decoded = (text: string): string =>
  text.includes('%') ? text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text

const IN_PATH = /([^;=/]+)=([^;/]*)/g
// Whether ";" parts arguments is the target's affair: behind a secret it may belong to it, and elsewhere one may follow it.
const IN_QUERY = /([^?&;#=]+)=([^&#]*)/g

const JWT = /^eyJ[\w-]+\.[\w-]+\./

/** A value may be a token whatever its name, or an address with arguments of its own, escaped once or more. */
function holdsSecret(value: string): boolean {
  if (JWT.test(value)) return true
  for (let text = value, depth = 0; depth < 3 && /=|%(25)*3d/i.test(text); depth++) {
    text = decoded(text)
    for (const [, name] of text.matchAll(/([^?&;#=/]+)=/g)) if (isSecret(name!)) return true
  }
  return false
}

const hidden = (whole: string, name: string, value: string): string =>
  value !== '' && (isSecret(name) || holdsSecret(value)) ? `${name}=${HIDDEN}` : whole

/**
 * Path and query with the values of arguments replaced whose names tell of a secret (`token`, `api_key`, `X-Amz-Signature`),
 * however they are escaped; those of path parameters too (`;jsessionid=…`).
 */
export function redactTarget(target: string): string {
  if (!target.includes('=')) return target
  const mark = target.indexOf('?')
  if (mark === -1) return target.replace(IN_PATH, hidden)
  return target.slice(0, mark).replace(IN_PATH, hidden) + target.slice(mark).replace(IN_QUERY, hidden)
}

/** The same of a whole address, and without user name and password. */
export const redactUrl = (url: string): string => redactTarget(url.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/?#]*@/i, '$1//'))
