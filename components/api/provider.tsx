'use client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'next-intl'
import { useQueryState } from 'nuqs'
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import { createClient, type Client } from './client.ts'
import { isApiError } from './error.ts'
import { createSignInGate, type SignInGate } from './sign-in-gate.ts'
import { WORKSPACE_COOKIE } from './workspace-cookie.ts'

type Api = { client: Client; gate: SignInGate; workspace: string; setWorkspace: (name: string) => void }

const ApiContext = createContext<Api | null>(null)
const YEAR_SECONDS = 31_536_000



const makeQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        // What the API refuses stays refused; only a missing answer is worth another try.
        retry: (count, error) => count < 2 && isApiError(error) && (error.status === 0 || error.status === 503),
        refetchOnWindowFocus: true,
      },
    },
  })

type Props = { initialWorkspace: string; children: ReactNode }

/** The API for everything below: client, cache, workspace (from `?workspace=` or the last choice), and the sign-in gate. */
export function ApiProvider({ initialWorkspace, children }: Props) {
  const locale = useLocale()
  const t = useTranslations('common')
  const offlineText = t('offline')
  const [queryClient] = useState(makeQueryClient)
  const [gate] = useState(createSignInGate)
  const [fromUrl, setFromUrl] = useQueryState('workspace')
  const [chosen, setChosen] = useState(initialWorkspace)
  const workspace = fromUrl ?? chosen

  const setWorkspace = useCallback(
    (name: string) => {
      document.cookie = `${WORKSPACE_COOKIE}=${encodeURIComponent(name)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
      setChosen(name)
      void setFromUrl(null)
    },
    [setFromUrl],
  )
  // A link that names a workspace also chooses it, or the next page would be in another one.
  useEffect(() => {
    if (fromUrl === null) return
    document.cookie = `${WORKSPACE_COOKIE}=${encodeURIComponent(fromUrl)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
    setChosen(fromUrl)
  }, [fromUrl])

  const api = useMemo<Api>(
    () => ({ client: createClient({ workspace, locale, offlineText, onUnauthenticated: gate.ask }), gate, workspace, setWorkspace }),
    [workspace, locale, offlineText, gate, setWorkspace],
  )
  return (
    <QueryClientProvider client={queryClient}>
      <ApiContext value={api}>{children}</ApiContext>
    </QueryClientProvider>
  )
}

export function useApi(): Api {
  const api = useContext(ApiContext)
  if (!api) throw new Error('useApi needs an ApiProvider above it')
  return api
}

export const useClient = (): Client => useApi().client
