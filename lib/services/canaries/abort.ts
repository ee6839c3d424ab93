import { z } from 'zod'
import { WriteOptions } from '../objects/input.ts'
import { WriteOut } from '../objects/schemas.ts'
import { verb } from '../verb.ts'
import { endCanary } from './end.ts'

export const abortCanary = verb({
  summary: 'End a canary in favour of the stable service, as one revision',
  role: 'editor',
  input: z.object({ name: z.string(), ...WriteOptions }),
  output: WriteOut,
  run: (ctx, ending) => endCanary(ctx, 'aborted', ending),
})
