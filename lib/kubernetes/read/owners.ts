import { objectKeyOf, type V1Ingress } from '../objects.ts'

/** The oldest Ingress that claims something, and whether one of another namespace claims it too. */
export type Owner = { ingress: V1Ingress; isContested: boolean }

/** By host, lower-case, "" for rules without one; null: the default backend. */
export type Owners = ReadonlyMap<string | null, Owner>

export const isOlder = ({ metadata: a }: V1Ingress, { metadata: b }: V1Ingress): boolean =>
  a.creationTimestamp === b.creationTimestamp ? objectKeyOf(a) < objectKeyOf(b) : a.creationTimestamp < b.creationTimestamp

export const isOfOneNamespace = (a: V1Ingress, b: V1Ingress): boolean => a.metadata.namespace === b.metadata.namespace

/** Enters a claim, in any order. */
export function claim<T>(owners: Map<T, Owner>, what: T, ingress: V1Ingress): void {
  const known = owners.get(what)
  if (!known) owners.set(what, { ingress, isContested: false })
  else if (known.ingress !== ingress) {
    known.isContested ||= !isOfOneNamespace(known.ingress, ingress)
    if (isOlder(ingress, known.ingress)) known.ingress = ingress
  }
}

/** The hosts that rules of an Ingress name. */
export const ruleHosts = ({ spec }: V1Ingress): string[] => (spec.rules ?? []).map(({ host }) => host?.toLowerCase() ?? '')

/** Whose each host is: that of the oldest Ingress with a rule for it. */
export function hostOwners(ingresses: Iterable<V1Ingress>): Owners {
  const owners = new Map<string | null, Owner>()
  for (const ingress of ingresses) {
    for (const host of ruleHosts(ingress)) claim(owners, host, ingress)
    if (ingress.spec.defaultBackend) claim(owners, null, ingress)
  }
  return owners
}
