import { ProxiesPage } from '#components/proxies/proxies-page.tsx'

export default function Page() {
  return <ProxiesPage />
}
