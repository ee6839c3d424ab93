import { z } from 'zod'
import { manifestYaml } from '#lib/kubernetes/write/show/clean.ts'
import { verb } from '../verb.ts'
import { manifestsOf } from './in-cluster.ts'
import { ObjectIds } from './object-ids.ts'

export const exportManifests = verb({
  summary: 'The Kubernetes objects that objects were read from, as YAML for Git: without what the server fills in, and without what Secrets hold',
  role: 'viewer',
  input: z.strictObject({ objects: ObjectIds }),
  output: z.object({ yaml: z.string() }),
  async run(ctx, { objects }) {
    const manifests = await (await manifestsOf(ctx)).manifests(objects)
    return { yaml: manifests.map((manifest) => manifestYaml(manifest, { hideSecrets: true })).join('---\n') }
  },
})
