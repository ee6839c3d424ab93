'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ApiError } from '#components/api/error.ts'
import { useClient } from '#components/api/provider.tsx'
import type { Preview } from './types.ts'

const SETTLES_AFTER_MS = 300

/** What comes of a text, asked again a moment after one stopped typing; `of`: the text that the answer is about. */
export function usePreview(text: string) {
  const client = useClient()
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLES_AFTER_MS)
    return () => clearTimeout(timer)
  }, [text])
  const query = useQuery<{ of: string; preview: Preview }, ApiError>({
    queryKey: ['import', client.workspace, settled],
    queryFn: async ({ signal }) => ({ of: settled, preview: await client.send<Preview>('POST', '/import/preview', { body: { text: settled }, signal }) }),
    enabled: settled.trim() !== '',
    placeholderData: (last) => (settled.trim() === '' ? undefined : last),
    // The text may hold secrets: it is not kept once it is not looked at.
    gcTime: 0,
    staleTime: Infinity,
  })
  const { data, error, isFetching, refetch } = query
  const isEmpty = text.trim() === ''
  return {
    answer: isEmpty ? undefined : data,
    error: isEmpty ? null : error,
    /** The answer is about the text as it stands. */
    isCurrent: !isEmpty && data?.of === text && !isFetching,
    retrying: isFetching,
    retry: () => void refetch(),
  }
}
