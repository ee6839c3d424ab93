import { TemplatePage } from '#components/templates/template-page.tsx'

export default async function Page({ params }: PageProps<'/templates/[name]'>) {
  return <TemplatePage name={decodeURIComponent((await params).name)} />
}
