import { negotiate } from '#lib/routing/filters/compression.ts'
import { headerFilterEdits } from '#lib/routing/filters/edits.ts'
import { headerOf } from '#lib/routing/request.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { changes, depends, passes, type Passage, type Step } from './step.ts'

export const rewriteHost = ({ value }: FilterOf<'rewriteHost'>, { text }: Passage): Step => changes(text.rewriteHost(value), { host: value })

type HeaderFilter = FilterOf<'requestHeaders'> | FilterOf<'responseHeaders'>

/** What is removed goes even where it was just set. */
function editsText({ set, add, remove }: HeaderFilter, { text }: Passage): string {
  const kept = (fields: Record<string, string>) => Object.keys(fields).filter((name) => !remove.includes(name))
  return text.headers(kept(set), kept(add), remove)
}

export const requestHeaders = (filter: FilterOf<'requestHeaders'>, passage: Passage): Step =>
  changes(editsText(filter, passage), { edits: [...passage.edits, headerFilterEdits(filter)] })

export const responseHeaders = (filter: FilterOf<'responseHeaders'>, passage: Passage): Step => changes(editsText(filter, passage))

const nameOf = ({ snapshot }: Passage, service: number) => snapshot.services[service]!.name

export const mirror = ({ service, percent }: FilterOf<'mirror'>, passage: Passage): Step =>
  passes(passage.text.mirror(nameOf(passage, service), percent))

export const timeouts = ({ requestMs, backendRequestMs }: FilterOf<'timeouts'>, { text }: Passage): Step =>
  passes(text.timeouts(requestMs ?? null, backendRequestMs ?? null))

/** Whether the route's own service has a target is seen where targets are chosen. */
export const defaultBackend = ({ service }: FilterOf<'defaultBackend'>, passage: Passage): Step =>
  passes(passage.text.defaultBackend(nameOf(passage, service)))

export function errorPages({ statusCodes, page }: FilterOf<'errorPages'>, passage: Passage): Step {
  const { text, answer } = passage
  const whose = page.kind === 'service' ? nameOf(passage, page.service) : null
  if (answer?.kind !== 'respond') return depends(text.errorPages(statusCodes, whose), [])
  return statusCodes.includes(answer.status) ? changes(text.errorPage(answer.status, whose)) : passes(text.errorPages(statusCodes, whose))
}

export const hsts = (_: FilterOf<'hsts'>, { arrival, text }: Passage): Step =>
  arrival.request.protocol === 'https' ? changes(text.hsts) : passes(text.hstsPlain)

export function compression({ encodings }: FilterOf<'compression'>, { arrival, text }: Passage): Step {
  const accepted = headerOf(arrival.request.headers, 'accept-encoding')
  const coding = negotiate(typeof accepted === 'string' ? [accepted] : accepted, encodings)
  return coding === null ? passes(text.compressionRefused(encodings)) : depends(text.compression(coding), [])
}
