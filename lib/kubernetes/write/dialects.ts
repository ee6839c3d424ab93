import type { ClusterDialect } from '#lib/model/workspace.ts'
import type { IngressDialect } from './ingress-dialect.ts'
import { nginxDialect } from '../nginx/write/dialect.ts'
import { sluiceDialect } from './sluice/dialect.ts'

export const DIALECTS: Record<ClusterDialect, IngressDialect> = { sluice: sluiceDialect, nginx: nginxDialect }
