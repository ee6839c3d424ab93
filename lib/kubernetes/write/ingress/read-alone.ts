import type { V1Ingress } from '../../objects.ts'
import { readCluster, readMemo, type Reading } from '../../read/read-cluster.ts'
import { companionsOf } from '../../nginx/write/companions.ts'
import type { Scene } from '../scene.ts'

/** What is read of some Ingresses with nobody else there, who might have their hosts. V1Services and Secrets are those of the drafts. */
export function readAlone(scene: Scene, ingresses: readonly V1Ingress[]): Reading {
  const { name: workspace, ingressClass, dialect } = scene.world.workspace
  const own = new Map([...ingresses, ...companionsOf(scene.world, ingresses)].map((ingress) => [`${ingress.metadata.namespace}/${ingress.metadata.name}`, ingress]))
  return readCluster({ ...scene.objects(), ingresses: own }, { workspace, ingressClass, dialect, revision: 0, memo: readMemo() })
}
