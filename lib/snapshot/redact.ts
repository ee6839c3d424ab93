// Without its end, all that follows may be key.
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g

/** Text for a log or an error, without private keys. */
export const redact = (text: string): string => text.replace(PRIVATE_KEY, '[private key]')
