import { z } from 'zod'
import { audit } from '../audit/record.ts'
import { actorName } from '../context.ts'
import { Comment, Flag } from '../objects/input.ts'
import { WritesOut } from '../objects/schemas.ts'
import { presentMixed } from '../present.ts'
import { tellController } from '../tell-controller.ts'
import { verb } from '../verb.ts'
import { manifestsOf } from './in-cluster.ts'
import { ObjectIds } from './object-ids.ts'

export const adoptObjects = verb({
  summary: 'Make Sluice the owner of Kubernetes objects that others made: what they declare is applied in its name; `dryRun` shows the difference',
  role: 'editor',
  input: z.strictObject({ objects: ObjectIds, comment: Comment, dryRun: Flag }),
  output: WritesOut.omit({ diagnostics: true }),
  async run(ctx, { objects: ids, comment, dryRun }) {
    const said = comment || `Adopt ${ids.map(({ kind, name }) => `${kind}/${name}`).slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`
    const { revision, objects, kubernetes = [] } = await (await manifestsOf(ctx)).adopt(ids, { actor: actorName(ctx), comment: said, dryRun })
    if (!dryRun && revision !== null) {
      const subject = ids.slice(0, 20).map(({ kind, name }) => `${kind}/${name}`).join(' ')
      await audit(ctx, { action: 'kubernetes.adopt', subject: `${ctx.workspace}: ${subject}`, detail: `revision ${revision}` })
      await tellController(ctx, ctx.workspace, revision)
    }
    return { objects: objects.map(presentMixed), revision, kubernetes }
  },
})
