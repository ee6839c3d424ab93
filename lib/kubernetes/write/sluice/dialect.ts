import { isDeepStrictEqual } from 'node:util'
import { ownTexts, type Texts } from '../../annotations/apply.ts'
import { PREFIX } from '../../annotations/definition.ts'
import type { Reading } from '../../read/read-cluster.ts'
import { fitTexts } from './fit.ts'
import type { IngressDialect, IngressSheet } from '../ingress-dialect.ts'
import type { Scene } from '../scene.ts'
import { putTexts, withTexts, type SheetField } from './sheet-fields.ts'
import { canaryFields } from './canary.ts'
import { filterFields } from './filters.ts'
import { writePaths } from './paths.ts'
import { routeFields } from './routes.ts'

/** Why the reader does not take an annotation of ours. */
function reasonOf({ config }: Reading, name: string): string | null {
  const field = `metadata.annotations.${PREFIX}${name}`
  const found = config.diagnostics?.find((one) => one.field === field && one.code === 'ANNOTATION_INVALID')
  return found ? String(found.params['reason']) : null
}

/** Brings our annotations of an Ingress to what shall be read of it. */
function writeFields(scene: Scene, sheet: IngressSheet, fields: readonly SheetField[], wanted: number): void {
  const read = (texts: Texts) => sheet.read(withTexts(sheet.annotations, texts))
  const { texts, left, read: now } = fitTexts(ownTexts(sheet.annotations), fields, read)
  putTexts(sheet.annotations, texts)
  for (const { name, path } of left) {
    // A part of it has its own reason.
    if (scene.issues.some((one) => one.wanted === wanted && one.path.length > path.length && isDeepStrictEqual(one.path.slice(0, path.length), path))) continue
    const reason = reasonOf(now, name) ?? (texts[name] === undefined ? 'an Ingress cannot take it away, since its class says so' : 'it is read as something else')
    const message = `The annotation ${PREFIX}${name} cannot say this: ${reason}`
    scene.issue(wanted, path, 'NOT_SAYABLE', message, { annotation: `${PREFIX}${name}`, reason })
  }
}

/** Routes, filters and canaries by annotations of ours. */
export const sluiceDialect: IngressDialect = {
  refs: () => [],
  writeRoutes(scene, sheet) {
    if (sheet.shared.useRegex) {
      const message = 'Only the dialect nginx has this: choose the type "regular expression" for the path instead'
      scene.issue(sheet.sharedBy, ['useRegex'], 'NOT_SAYABLE', message)
    }
    writeFields(scene, sheet, [...routeFields(sheet.shared), ...filterFields(scene, sheet)], sheet.sharedBy)
    writePaths(scene, sheet)
  },
  writeCanaries(scene, sheet, { canary, wanted }) {
    writeFields(scene, sheet, canaryFields(scene, sheet, canary), wanted)
  },
  removed() {},
}
