'use client'
import { useMay } from '#components/api/session.ts'
import { useClusterWorkspace } from '#components/api/workspace.ts'
import type { NavItem } from './nav.ts'

/** Tells which pages are offered: by the role, and by where the objects of the workspace live. */
export function useMaySee(): (item: NavItem) => boolean {
  const admin = useMay('admin')
  const inCluster = useClusterWorkspace() !== undefined
  return ({ adminOnly, clusterOnly }) => (!adminOnly || admin) && (!clusterOnly || inCluster)
}
