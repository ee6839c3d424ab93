import type { Declared } from '#lib/model/routing-config.ts'
import type { Backend } from './backend.ts'
import type { IngressRead } from './ingress.ts'
import type { Assembled } from './memo.ts'

const compare = <T extends { name: string }>(a: Declared<T>, b: Declared<T>) => (a.object.name < b.object.name ? -1 : 1)

/** Puts objects in the order of their names. */
export const inNameOrder = <T extends { name: string }>(list: Declared<T>[]): Declared<T>[] => list.sort(compare)

/** A list in the order of names without some and with others: to sort it all again would take ten times as long. */
function patched<T extends { name: string }>(list: readonly Declared<T>[], gone: readonly Declared<T>[], added: Declared<T>[]): Declared<T>[] {
  const without = new Set(gone)
  const waiting = inNameOrder(added)
  const result: Declared<T>[] = []
  let next = 0
  for (const one of list) {
    if (without.has(one)) continue
    while (next < waiting.length && waiting[next]!.object.name < one.object.name) result.push(waiting[next++]!)
    result.push(one)
  }
  for (; next < waiting.length; next++) result.push(waiting[next]!)
  return result
}

function backendsOf(reads: readonly IngressRead[]): Backend[] {
  const backends = new Map<string, Backend>()
  for (const read of reads) for (const backend of read.backends) backends.set(backend.name, backend)
  return [...backends.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

const isSamePort = (a: Backend, b: Backend | undefined) => a.name === b?.name && a.found?.service === b.found?.service

/** Whether the readings that changed lead to the same ports of the same objects, one by one. */
const keepsBackends = (gone: readonly IngressRead[], added: readonly IngressRead[]) =>
  gone.length === added.length &&
  gone.every(({ backends }, place) => {
    const others = added[place]!.backends
    return backends.length === others.length && backends.every((backend, index) => isSamePort(backend, others[index]))
  })

/** What of two lists is between the beginning and the end that they share. */
function difference<T>(before: readonly T[], after: readonly T[]): { gone: T[]; added: T[] } {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start++
  let end = 0
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++
  return { gone: before.slice(start, before.length - end), added: after.slice(start, after.length - end) }
}

// Of less than these, sorting all again costs no time.
const SMALL = 16
const FEW = 0.1

/**
 * What all Ingresses give together, in the order of names.
 * @param before what they gave the last time: of few changes, only these are put in their places
 */
export function assemble(reads: readonly IngressRead[], before: Assembled | null): Assembled {
  const diagnostics = reads.filter((read) => read.diagnostics.length > 0).flatMap((read) => read.diagnostics)
  const users = reads.filter((read) => read.users.length > 0).flatMap((read) => read.users)
  const { gone, added } = difference(before?.reads ?? [], reads)
  if (!before || gone.length + added.length > SMALL + reads.length * FEW) {
    const routes = inNameOrder(reads.flatMap((read) => read.routes))
    const canaries = inNameOrder(reads.flatMap((read) => read.canaries))
    return { reads, routes, canaries, backends: backendsOf(reads), users, diagnostics }
  }
  return {
    reads,
    routes: patched(before.routes, gone.flatMap((read) => read.routes), added.flatMap((read) => read.routes)),
    canaries: patched(before.canaries, gone.flatMap((read) => read.canaries), added.flatMap((read) => read.canaries)),
    backends: keepsBackends(gone, added) ? before.backends : backendsOf(reads),
    users,
    diagnostics,
  }
}
