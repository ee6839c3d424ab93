import { TokensPage } from '#components/tokens/tokens-page.tsx'

export default function Page() {
  return <TokensPage />
}
