import { z } from 'zod'
import { convertInSlices, type Conversion, type ConvertedObject } from '#lib/kubernetes/convert/manifests.ts'
import type { Workspace } from '#lib/model/workspace.ts'
import type { ServiceContext } from '../context.ts'
import { verb } from '../verb.ts'
import { findWorkspace } from '../workspaces/find.ts'
import { clusterOf } from './cluster-of.ts'
import { foreignAnnotations, isSaidAlready, otherClass, unknownPorts, wordsOf } from './notes.ts'
import { readText } from './read-text.ts'
import { PreviewOut, type Preview } from './schemas.ts'

const MAX_CHARACTERS = 500_000
const DEFAULT_CLASS = 'sluice'

/** The text after the conversion; a document that holds a Secret is left out, since its data is not sent back. */
function openText(text: string, { documents }: Conversion): string {
  return documents.map(({ start, end, text: own, hidden }) => (hidden.length > 0 ? '---\n# A document with a Secret stands here; its data is not sent back.\n' : (own ?? text.slice(start, end)))).join('')
}

const sent = ({ object: _, ...facts }: ConvertedObject) => facts

async function preview(text: string, workspace: Workspace): Promise<Preview> {
  const conversion = await convertInSlices(text)
  const isCluster = workspace.kind === 'kubernetes'
  const served = isCluster ? workspace.ingressClass : DEFAULT_CLASS
  const cluster = clusterOf(conversion.objects, isCluster ? undefined : served)
  const { objects, diagnostics } = await readText(cluster, workspace, served)
  const words = wordsOf(text)
  const noted = conversion.objects.map((one) => {
    const problems = one.kind !== 'Ingress' ? [] : [...foreignAnnotations(words, one), ...unknownPorts(words, one, cluster.assumed), ...(isCluster ? otherClass(words, one, served) : [])]
    return { ...sent(one), problems: [...one.problems, ...problems].sort((a, b) => a.line - b.line) }
  })
  const isSaid = isSaidAlready(cluster.assumed)
  return {
    workspace: workspace.kind,
    text: openText(text.replaceAll('\r\n', '\n'), conversion),
    documents: conversion.documents,
    manifests: noted,
    problems: conversion.problems,
    objects,
    diagnostics: diagnostics.filter((diagnostic) => !isSaid(diagnostic)),
  }
}

export const previewImport = verb({
  summary: 'What manifests are as networking.k8s.io/v1, what was changed, and which objects Sluice would make of them; writes nothing',
  role: 'viewer',
  input: z.strictObject({ text: z.string().max(MAX_CHARACTERS).describe('YAML or JSON, any number of documents') }),
  output: PreviewOut,
  async run(ctx: ServiceContext, { text }) {
    const { object: workspace } = await findWorkspace(ctx, ctx.workspace)
    return preview(text, workspace)
  },
})
