import { z } from 'zod'

export const PASSWORD_LENGTH = 8

/** What the API asks of a new password; NIST SP 800-63B §3.1.1.2 asks for length and nothing else. */
export const NewPassword = z.string().min(PASSWORD_LENGTH).max(256)
