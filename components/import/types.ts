import type { Kind } from '#lib/model/kinds.ts'
import type { Diagnostic, KubernetesRef } from '#lib/model/routing-config.ts'
import type { AnsweredDocument } from './assemble.ts'

export type Change = { path: string; before: string | null; after: string | null; reason: string; why: string; line: number }
export type Problem = { path: string; code: string; severity: 'error' | 'warning'; message: string; params: Record<string, string>; line: number; column: number }

export type Manifest = {
  kind: string
  namespace: string
  name: string
  apiVersion: { from: string; to: string }
  line: number
  changes: Change[]
  problems: Problem[]
}

/** An object of ours that comes of the manifests; a certificate without its key. */
export type MadeObject = { kind: Kind; name: string; origin?: KubernetesRef } & Record<string, unknown>

/** What `POST /import/preview` answers. */
export type Preview = {
  workspace: 'database' | 'kubernetes'
  documents: AnsweredDocument[]
  manifests: Manifest[]
  problems: Problem[]
  objects: MadeObject[]
  diagnostics: Diagnostic[]
}

export const isConverted = ({ manifests }: Preview): boolean => manifests.some(({ changes }) => changes.length > 0)
/** What is wrong with the manifests themselves. */
export const problemCount = ({ manifests, problems }: Preview): number => problems.length + manifests.reduce((sum, one) => sum + one.problems.length, 0)
