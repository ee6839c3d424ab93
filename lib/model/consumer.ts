import { z } from 'zod'
import { Name, Tags, Text } from './common.ts'

/** Someone, or some program, that credentials speak for (Kong consumer). */
export const Consumer = z.strictObject({
  name: Name,
  /** How other systems name them; targets get it as X-Consumer-Custom-ID, in UTF-8. */
  customId: Text.min(1).max(256).optional(),
  enabled: z.boolean().default(true),
  tags: Tags,
})
export type Consumer = z.infer<typeof Consumer>
