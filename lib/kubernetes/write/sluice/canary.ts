import { isDeepStrictEqual } from 'node:util'
import type { Canary } from '#lib/model/canary.ts'
import { ownTexts } from '../../annotations/apply.ts'
import { CANARY_ANNOTATIONS } from '../../annotations/canary.ts'
import { PREFIX } from '../../annotations/definition.ts'
import type { Reading } from '../../read/read-cluster.ts'
import { textOf } from './annotation-text.ts'
import { backendText } from '../ingress/backends.ts'
import type { IngressSheet } from '../ingress-dialect.ts'
import type { Scene } from '../scene.ts'
import type { SheetField } from './sheet-fields.ts'

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, field) => (inner as Record<string, unknown> | undefined)?.[field], value)

const canaryIn = ({ config }: Reading): Canary | undefined => config.canaries[0]?.object

/** The annotations that make a canary of each route of an Ingress; null: there shall be none, and none of them stays. */
export function canaryFields(scene: Scene, sheet: IngressSheet, canary: Canary | null): SheetField[] {
  const own = ownTexts(sheet.annotations)
  return CANARY_ANNOTATIONS.map((definition): SheetField => {
    const { name, path: inCanary } = definition
    const path = name === 'canary-service' ? ['service'] : [...inCanary]
    const isGone = (reading: Reading) => {
      const origin = reading.ours[0]?.metadata.annotations?.[`${PREFIX}${name}`]
      return origin === undefined && canaryIn(reading) === undefined
    }
    if (canary === null) return { name, path: [], isKept: isGone, text: () => null }
    if (name === 'canary-service') {
      const known = own[name] === undefined ? [] : [own[name]]
      return {
        name,
        path,
        isKept: (reading) => canaryIn(reading)?.service === canary.service,
        text: () => backendText(scene, sheet.ref.namespace, canary.service, known),
      }
    }
    const value = valueAt(canary, inCanary)
    return { name, path, isKept: (reading) => isDeepStrictEqual(valueAt(canaryIn(reading), inCanary), value), text: () => textOf(definition, value) }
  })
}
