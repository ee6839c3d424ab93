'use client'
import { useCallback } from 'react'
import type { Template } from '#lib/model/template.ts'
import { useList } from '#components/api/queries.ts'

/** The templates of the workspace by name; `isPending` while they are not loaded. */
export function useTemplates() {
  const list = useList('templates', { limit: 1000, sort: 'name' })
  const items = list.data?.items
  const find = useCallback((name: string): Template | undefined => items?.find((template) => template.name === name), [items])
  return { items: items ?? [], find, isPending: list.isPending }
}
