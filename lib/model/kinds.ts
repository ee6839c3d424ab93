import type { z } from 'zod'
import { Canary } from './canary.ts'
import { Certificate } from './certificate.ts'
import { Consumer } from './consumer.ts'
import { Credential } from './credential.ts'
import { Listener } from './listener.ts'
import { Route } from './route.ts'
import { RouteTest } from './route-test.ts'
import { Service } from './service.ts'
import { Template } from './template.ts'
import { Upstream } from './upstream.ts'

/** Every kind of object that a workspace holds, by its word in the API. */
export const KINDS = {
  listeners: Listener,
  upstreams: Upstream,
  services: Service,
  consumers: Consumer,
  credentials: Credential,
  templates: Template,
  routes: Route,
  certificates: Certificate,
  canaries: Canary,
  'route-tests': RouteTest,
} as const

export type Kind = keyof typeof KINDS
export type Model = { [K in Kind]: z.infer<(typeof KINDS)[K]> }

/** In the order in which references point: a kind refers only to kinds before it. */
export const KIND_NAMES = [
  'listeners',
  'certificates',
  'upstreams',
  'services',
  'consumers',
  'credentials',
  'templates',
  'routes',
  'canaries',
  'route-tests',
] as const satisfies readonly Kind[]

export const isKind = (word: string): word is Kind => Object.hasOwn(KINDS, word)

/** Fields that are encrypted at rest and never sent to a client. */
export const SECRET_FIELDS: { [K in Kind]?: readonly (keyof Model[K] & string)[] } = { certificates: ['key'], credentials: ['secret'] }
