import { handle } from '#lib/services/handle.ts'
import { listNamespaces } from '#lib/services/kubernetes/namespaces.ts'

export const GET = handle(listNamespaces)
