import { z } from 'zod'
import { Name, Tags, Text } from './common.ts'
import { rule } from './rule.ts'

export const CredentialType = z.enum(['basicAuth', 'keyAuth'])
export type CredentialType = z.infer<typeof CredentialType>

/** How a consumer shows who they are: a user name and password, or a key. */
export const Credential = z
  .strictObject({
    name: Name,
    consumer: Name,
    type: CredentialType,
    /** Of `basicAuth`. */
    username: Text.min(1).max(256).regex(/^[^:]+$/, rule('username')).optional(),
    /** The password, or the key. Encrypted at rest; never leaves through the API. */
    secret: Text.min(1).max(1024),
    enabled: z.boolean().default(true),
    tags: Tags,
  })
  .refine((v) => (v.type === 'basicAuth') === (v.username !== undefined), { ...rule('usernameOfBasic'), path: ['username'] })
export type Credential = z.infer<typeof Credential>
