import type { Canary } from '#lib/model/canary.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { PathMatch, Route } from '#lib/model/route.ts'
import type { Reading } from '../read/read-cluster.ts'
import type { Scene } from './scene.ts'
import type { CanaryWish } from './ingress/canaries.ts'
import type { OpenIngress, RouteCell } from './ingress/open-ingress.ts'
import type { RawObject, Wanted, World } from './types.ts'

/** Fields of a route that stand in the places of an Ingress; all others are annotations, which its routes have in common. */
export const PLACED = ['name', 'service', 'hosts', 'paths', 'kubernetes'] as const satisfies (keyof Route)[]

/** What the routes of one Ingress have in common. */
export type SharedFields = Omit<Route, (typeof PLACED)[number]>

/** One path of an Ingress while it is written, or its default backend. */
export type SheetPlace = {
  /** Place in the list of what is wanted; null: it stays as it is, but for what all routes of the Ingress share. */
  readonly wanted: number | null
  /** How it is to be read back; null: the default backend. */
  readonly match: PathMatch | null
  /** The item of `rules[].http.paths[]`: `path` and `pathType` are set by the dialect, everything else stays. */
  readonly item: { path?: string; pathType?: string; [field: string]: unknown } | null
  /** Whether `item` stands in the Ingress already, with another or the same path. */
  readonly isNew: boolean
}

/** One Ingress while it is written. */
export type IngressSheet = {
  readonly ref: KubernetesRef
  /** The Ingress with its new places, `tls` and `defaultBackend`; each `item` below is the very object in its `rules`. For the dialect `nginx`: hosts and TLS count there. */
  readonly object: RawObject
  /** What it will be read as beside its annotations: by `rules`, `tls` and `defaultBackend`. In the order of its places. */
  readonly places: readonly SheetPlace[]
  /** What is read of it alone as it is there now, whatever other Ingresses take from it; null: it is new. */
  readonly before: Reading | null
  /** As they shall be by now. The dialect adds, changes and deletes its own, and no others. */
  readonly annotations: Record<string, string>
  /** What would be read of it alone with the places as they are by now, and with these annotations in place of its own. */
  read(annotations: Readonly<Record<string, string>>): Reading
  /** What all its routes shall have in common. Equal to what is there where nothing is to change. */
  readonly shared: SharedFields
  /** The wanted route whose shared fields these are: issues about them belong to it. */
  readonly sharedBy: number
}

/** Canaries of an Ingress as they shall be; `name` and `route` are of any of its routes. Null: there shall be none. */
export type CanaryOrder = { canary: Canary | null; wanted: number }

/** What is different between the ways in which routes and canaries stand in Ingresses. What cannot be said becomes an issue of the scene. */
export type IngressDialect = {
  /** Objects beside the Ingress that its routes or canaries are written to, such as the canary Ingresses of it. */
  refs(ingress: KubernetesRef, world: Omit<World, 'raw'>, wanted: readonly Wanted[]): KubernetesRef[]
  /**
   * Sets the annotations for what all routes share, and the path of each place that is wanted (`match` to `item`). What reads
   * as it shall stays letter by letter, and so does every place that is only carried along.
   */
  writeRoutes(scene: Scene, sheet: IngressSheet): void
  /**
   * Writes the canaries of all routes of the Ingress, by annotations of the sheet or by drafts of other objects. It comes after
   * `writeRoutes`, with a draft of the Ingress that has its new places.
   */
  writeCanaries(scene: Scene, sheet: IngressSheet, order: CanaryOrder): void
  /**
   * In place of `writeCanaries`, where each route has a canary of its own, which leaves no record when it is over.
   * @param removed routes that were taken out of the Ingress
   */
  writeOwnCanaries?(scene: Scene, open: OpenIngress, wishes: readonly CanaryWish[], removed: readonly RouteCell[]): void
  /** The Ingress is going to be deleted: so must be what was made for it. */
  removed(scene: Scene, ingress: KubernetesRef): void
}
