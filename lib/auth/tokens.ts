import { createHash, randomBytes } from 'node:crypto'

const API_TOKEN_PREFIX = 'slc_'

const random = () => randomBytes(32).toString('base64url')

/** How a session or API token is stored: it is random enough that a plain SHA-256 (hex) keeps it secret. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** The value of a session cookie. */
export const newSessionToken = random

/** The secret of an API token; its prefix lets secret scanners find it. */
export const newApiToken = (): string => `${API_TOKEN_PREFIX}${random()}`

/** A password for somebody else, to be changed at the first sign-in: 20 characters, 120 bits. */
export const newPassword = (): string => randomBytes(15).toString('base64url')
