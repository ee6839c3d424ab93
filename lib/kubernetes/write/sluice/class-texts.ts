import type { Texts } from '../../annotations/apply.ts'
import { servedClass } from '../../read/class.ts'
import { readParameters } from '../../read/parameters.ts'
import type { Scene } from '../scene.ts'

const READ = new WeakMap<Scene, Texts>()

/** What the class says for the objects that say nothing themselves. */
export function classTexts(scene: Scene): Texts {
  const known = READ.get(scene)
  if (known) return known
  const { workspace, objects } = scene.world
  const { texts } = readParameters(workspace.name, servedClass(objects.ingressClasses, workspace.ingressClass, workspace.dialect), objects.configMaps)
  READ.set(scene, texts)
  return texts
}
