import type { Issue } from '#lib/errors.ts'
import type { Canary } from '#lib/model/canary.ts'
import { dotted } from '#components/form/object-resolver.ts'

export type HeaderMode = NonNullable<Canary['header']>['mode']

/** What the form of a canary shows. `kept` is what only actions change. */
export type CanaryFormValues = {
  name: string
  route: string
  service: string
  weight: number | string | undefined
  byHeader: boolean
  headerName: string
  headerMode: HeaderMode
  headerValue: string
  byCookie: boolean
  cookieName: string
  isSticky: boolean
  stickyCookie: string
  stickyMaxAge: number | string | undefined
  tags: string[]
  kept: Partial<Pick<Canary, 'state' | 'startedBy' | 'startedAt' | 'endedAt'>>
}

const NEW_STICKY = { cookie: 'sluice-side', maxAgeSeconds: 86_400 }

export const newCanary = (route: string): CanaryFormValues => ({
  name: route === '' ? '' : `${route}-canary`,
  route,
  service: '',
  weight: 10,
  byHeader: false,
  headerName: 'x-canary',
  headerMode: 'alwaysNever',
  headerValue: '',
  byCookie: false,
  cookieName: 'canary',
  isSticky: false,
  stickyCookie: NEW_STICKY.cookie,
  stickyMaxAge: NEW_STICKY.maxAgeSeconds,
  tags: [],
  kept: {},
})

export function toFormValues(canary: Canary | undefined): CanaryFormValues {
  if (canary === undefined) return newCanary('')
  const { name, route, service, weight, header, cookie, sticky, tags, state, startedBy, startedAt, endedAt } = canary
  return {
    name, route, service, weight, tags,
    byHeader: header !== undefined,
    headerName: header?.name ?? 'x-canary',
    headerMode: header?.mode ?? 'alwaysNever',
    headerValue: header?.value ?? '',
    byCookie: cookie !== undefined,
    cookieName: cookie?.name ?? 'canary',
    isSticky: sticky !== undefined,
    stickyCookie: (sticky ?? NEW_STICKY).cookie,
    stickyMaxAge: (sticky ?? NEW_STICKY).maxAgeSeconds,
    kept: {
      state,
      ...(startedBy === undefined ? {} : { startedBy }),
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(endedAt === undefined ? {} : { endedAt }),
    },
  }
}

/** A copy begins anew: how the first one went is not taken along. */
export const toCopyValues = (canary: Canary | undefined): CanaryFormValues => ({ ...toFormValues(canary), kept: {} })

export function fromFormValues(values: CanaryFormValues): Record<string, unknown> {
  const { name, route, service, weight, byHeader, headerName, headerMode, headerValue, byCookie, cookieName, isSticky, stickyCookie, stickyMaxAge, tags, kept } = values
  return {
    name: name.trim(), route, service, weight, tags, ...kept,
    ...(byHeader
      ? { header: { name: headerName, mode: headerMode, ...(headerMode === 'alwaysNever' && headerValue === '' ? {} : { value: headerValue }) } }
      : {}),
    ...(byCookie ? { cookie: { name: cookieName } } : {}),
    ...(isSticky ? { sticky: { cookie: stickyCookie, maxAgeSeconds: stickyMaxAge } } : {}),
  }
}

const FIELDS: Record<string, string> = {
  header: 'byHeader', 'header.name': 'headerName', 'header.mode': 'headerMode', 'header.value': 'headerValue',
  cookie: 'byCookie', 'cookie.name': 'cookieName',
  sticky: 'isSticky', 'sticky.cookie': 'stickyCookie', 'sticky.maxAgeSeconds': 'stickyMaxAge',
}

export const canaryField = (path: Issue['path']): string => FIELDS[dotted(path)] ?? dotted(path)
