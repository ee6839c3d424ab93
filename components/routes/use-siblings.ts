'use client'
import { useEffect, useEffectEvent } from 'react'
import { useFormContext } from 'react-hook-form'
import { useList } from '#components/api/queries.ts'
import type { ApiObject } from '#components/api/types.ts'
import { toFormValues, type RouteFormValues } from './route-values.ts'

/** The other routes of an Ingress. */
export function useSiblings(namespace: string, ingress: string, except?: string): ApiObject<'routes'>[] {
  const isNamed = namespace !== '' && ingress !== ''
  const routes = useList('routes', { q: `${namespace}.${ingress}`, limit: 1000, sort: 'name' }, { enabled: isNamed })
  if (!isNamed) return []
  return (routes.data?.items ?? []).filter(({ name, origin }) => name !== except && origin?.kind === 'Ingress' && origin.namespace === namespace && origin.name === ingress)
}

/** What routes of one Ingress have in common, in the order of the form. */
const SHARED = [
  'protocols', 'methods', 'headers', 'query', 'snis', 'stripPath', 'preserveHost', 'pathHandling', 'regexPriority', 'httpsRedirectStatusCode',
  'requestBuffering', 'responseBuffering', 'listeners', 'useRegex', 'rewriteTarget', 'filters', 'enabled', 'tags',
] as const satisfies (keyof RouteFormValues)[]

/** A new route that joins an Ingress begins with what its routes share, but for what one has typed; one that leaves it, with its own again. */
export function useTakeOver(sibling: ApiObject<'routes'> | undefined, active: boolean): void {
  const form = useFormContext<RouteFormValues>()
  const take = useEffectEvent((of: string | undefined) => {
    const { dirtyFields, defaultValues } = form.formState
    const from = of !== undefined && sibling ? toFormValues(sibling, true) : (defaultValues as RouteFormValues)
    for (const field of SHARED) if (!dirtyFields[field]) form.setValue(field, from[field])
  })
  const key = sibling && `${sibling.name} ${sibling.version}`
  useEffect(() => {
    if (active) take(key)
  }, [active, key])
}
