import {
  Activity, Boxes, Container, FileInput, FileKey2, FolderCog, GitBranchPlus, History, IdCard, KeyRound, LayoutDashboard, ListChecks, Logs, Network, PlugZap, Radio, Route, ScrollText, Search, SlidersHorizontal, Users, type LucideIcon,
} from 'lucide-react'
import { pb } from '#components/api/path-builder.ts'

export type NavItem = { id: string; href: string; icon: LucideIcon; adminOnly?: boolean; /** Where objects live in a cluster. */ clusterOnly?: boolean }
export type NavGroup = { id: 'start' | 'routing' | 'understand' | 'changes' | 'settings'; items: NavItem[] }

/** The left rail, by task. The label of an item is the message `shell.nav.<id>`. */
export const NAV: NavGroup[] = [
  { id: 'start', items: [{ id: 'overview', href: pb.overview(), icon: LayoutDashboard }] },
  {
    id: 'routing',
    items: [
      { id: 'routes', href: pb.routes.list(), icon: Route },
      { id: 'services', href: pb.services.list(), icon: Boxes },
      { id: 'upstreams', href: pb.upstreams.list(), icon: Network },
      { id: 'canaries', href: pb.canaries.list(), icon: GitBranchPlus },
      { id: 'certificates', href: pb.certificates.list(), icon: FileKey2 },
      { id: 'consumers', href: pb.consumers.list(), icon: IdCard },
      { id: 'templates', href: pb.templates.list(), icon: SlidersHorizontal },
    ],
  },
  {
    id: 'understand',
    items: [
      { id: 'tester', href: pb.tester(), icon: Search },
      { id: 'live', href: pb.live(), icon: Logs },
      { id: 'diagnostics', href: pb.diagnostics(), icon: Activity },
      { id: 'cluster', href: pb.cluster(), icon: Container, clusterOnly: true },
    ],
  },
  {
    id: 'changes',
    items: [
      { id: 'history', href: pb.history(), icon: History },
      { id: 'route-tests', href: pb['route-tests'].list(), icon: ListChecks },
      { id: 'import', href: pb.import(), icon: FileInput },
    ],
  },
  {
    id: 'settings',
    items: [
      { id: 'workspaces', href: pb.workspaces.list(), icon: FolderCog },
      { id: 'listeners', href: pb.listeners.list(), icon: Radio },
      { id: 'proxies', href: pb.proxies(), icon: PlugZap },
      { id: 'users', href: pb.users(), icon: Users, adminOnly: true },
      { id: 'tokens', href: pb.tokens(), icon: KeyRound, adminOnly: true },
      { id: 'audit', href: pb.audit(), icon: ScrollText, adminOnly: true },
    ],
  },
]

/** The four of the bottom bar on a phone; the rest is behind "More". */
export const BOTTOM = ['overview', 'routes', 'tester', 'history']

export const isCurrent = (href: string, pathname: string) => (href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`))
