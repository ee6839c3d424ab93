'use client'
import { useEffect } from 'react'
import { useFormContext } from 'react-hook-form'
import { useNamespaces } from '#components/api/kubernetes.ts'

/** Where there is one namespace only, a new object begins in it. */
export function useFirstNamespace(field: string, active: boolean): void {
  const { getValues, setValue } = useFormContext()
  const items = useNamespaces().data?.items
  const only = items?.length === 1 ? items[0]!.name : undefined
  useEffect(() => {
    if (active && only !== undefined && getValues(field) === '') setValue(field, only)
  }, [active, only, field, getValues, setValue])
}
