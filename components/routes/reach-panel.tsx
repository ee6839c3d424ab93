'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import type { Route } from '#lib/model/route.ts'
import { useStatus } from '#components/api/queries.ts'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Panel } from '#components/ui/page-header.tsx'
import { reach } from './reach.ts'

/** Only the browser knows by which address this dashboard, and so most likely the proxy beside it, is reached. */
function useProxyAddress(): string {
  const [address, setAddress] = useState('127.0.0.1')
  useEffect(() => {
    const { hostname } = window.location
    setAddress(hostname === 'localhost' ? '127.0.0.1' : hostname)
  }, [])
  return address
}

/** The hosts-file line and the commands that reach a route, with the proxy's real ports. */
export function ReachPanel({ route }: { route: Route }) {
  const t = useTranslations('routes.reach')
  const address = useProxyAddress()
  const status = useStatus().data
  const ports = status?.proxies.find((proxy) => proxy.ports !== undefined)?.ports
  if (!route.protocols.some((protocol) => protocol === 'http' || protocol === 'https')) return null
  if (status !== undefined && ports === undefined) return <Panel title={t('title')}><p className="text-muted">{t('noProxy')}</p></Panel>
  if (ports === undefined) return null
  const { hostsLine, commands, example } = reach(route, address, ports)
  return (
    <Panel title={t('title')}>
      <div className="space-y-3">
        {commands.map(({ scheme, command }) => (
          <div key={scheme}>
            <p className="mb-1 text-muted">{t(`over.${scheme}`)}</p>
            <CodeBlock label={t('command', { scheme })}>{command}</CodeBlock>
          </div>
        ))}
        {hostsLine !== null && (
          <div>
            <p className="mb-1 text-muted">{t('hosts')}</p>
            <CodeBlock label={t('hostsLabel')}>{hostsLine}</CodeBlock>
          </div>
        )}
        {example && <p className="text-xs text-muted">{t('example')}</p>}
      </div>
    </Panel>
  )
}
