import { z } from 'zod'
import { KindWord } from '../tester/input.ts'

/** Objects of ours by kind and name. */
export const ObjectIds = z.array(z.strictObject({ kind: KindWord, name: z.string() })).min(1).max(1000)
