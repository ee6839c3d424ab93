import type { ExplainedRewrite } from './explanation.ts'

export type RewriteParts = {
  /** The part of the path that the route's path took; a lone slash is nothing to mark. */
  matched: string
  rest: string
  /** What the service's path put before the rest. */
  base: string
  made: string
}

/** Both paths of a rewrite, each in two parts. The query stands with the URLs and is left out. */
export function rewriteParts({ path, matched, servicePath, target }: ExplainedRewrite): RewriteParts {
  const taken = matched.length > 1 && path.startsWith(matched) ? matched : ''
  const asked = target.replace(/\?.*$/s, '')
  const stem = servicePath.replace(/\/$/, '')
  const base = stem !== '' && asked.startsWith(stem) ? stem : ''
  return { matched: taken, rest: path.slice(taken.length), base, made: asked.slice(base.length) }
}
