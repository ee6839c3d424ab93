import { TemplateList } from '#components/templates/template-list.tsx'

export default function Page() {
  return <TemplateList />
}
