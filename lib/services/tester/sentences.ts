import { hostText } from '#lib/routing/host.ts'
import type { Candidate } from '#lib/routing/trace.ts'
import type { CompiledRoute, Entry } from '#lib/snapshot/snapshot.ts'

export type Locale = 'en' | 'zh-CN'

/** What a sentence about a candidate may speak of. */
export type CandidateFacts = { candidate: Candidate; entry: Entry; route: CompiledRoute; winner: string | null; host: string; path: string; method: string; sni: string | undefined }

const list = (values: readonly string[]) => values.join(', ')

const wanted = (route: CompiledRoute, name: string | undefined): string => {
  const match = [...route.headers, ...route.query].find((named) => named.name === name)
  return match ? list(match.any.map((value) => (value.kind === 'regex' ? `~${value.value}` : value.value))) : ''
}

const pathText = ({ path }: Entry) => (path.kind === 'any' ? '*' : path.value)

type Sentences = {
  won: string
  outranked: (winner: string) => string
  host: (f: CandidateFacts) => string
  path: (f: CandidateFacts) => string
  method: (f: CandidateFacts) => string
  header: (f: CandidateFacts) => string
  query: (f: CandidateFacts) => string
  sni: (f: CandidateFacts) => string
  listener: (name: string) => string
  noRoute: (listener: string) => string
  redirect: (route: string, location: string) => string
  upgrade: (route: string) => string
  respond: (route: string, status: number, message: string) => string
  noTargets: (route: string, upstream: string) => string
  forward: (route: string, service: string, addresses: readonly string[]) => string
  split: (route: string, stable: string, canary: string, percent: number) => string
  byHeader: (name: string, side: string) => string
  byCookie: (name: string, side: string) => string
  byWeight: (percent: number) => string
}

const MOST_ADDRESSES = 2

const addressText = (addresses: readonly string[], and: string, more: string) => {
  const rest = addresses.length - MOST_ADDRESSES
  const shown = addresses.slice(0, MOST_ADDRESSES).join(', ')
  return rest > 0 ? `${shown} ${and} ${rest} ${more}` : shown
}

const PATH_EN = { any: '', exact: 'is not', prefix: 'is not under', startsWith: 'does not start with', regex: 'does not match' } as const
const PATH_ZH = { any: '', exact: '不等于', prefix: '不在其下：', startsWith: '不以此开头：', regex: '不匹配' } as const

export const SENTENCES: Record<Locale, Sentences> = {
  en: {
    won: 'It matches, and nothing ranked before it does',
    outranked: (winner) => `It matches too, but "${winner}" is ranked before it`,
    host: (f) => `The host ${f.host || '(none)'} is not ${hostText(f.entry.host)}`,
    path: (f) => `The path ${f.path} ${PATH_EN[f.entry.path.kind]} ${pathText(f.entry)}`,
    method: (f) => `The method ${f.method} is not ${list(f.route.methods)}`,
    header: (f) => `The header ${f.candidate.detail} is not ${wanted(f.route, f.candidate.detail)}`,
    query: (f) => `The query argument ${f.candidate.detail} is not ${wanted(f.route, f.candidate.detail)}`,
    sni: (f) => `The SNI ${f.sni ?? '(none)'} is not ${list(f.route.snis)}`,
    listener: (name) => `It is not served on the listener ${name}`,
    noRoute: (listener) => `No route on the listener ${listener} takes this request: 404`,
    redirect: (route, location) => `Route ${route} is for https alone: redirect to ${location}`,
    upgrade: (route) => `Route ${route} is for https alone: 426 Upgrade Required`,
    respond: (route, status, message) => `Route ${route} answers ${status}: ${message}`,
    noTargets: (route, upstream) => `Route ${route} takes it, but upstream ${upstream} has no target: 503`,
    forward: (route, service, addresses) => `Route ${route} sends it to service ${service} (${addressText(addresses, 'and', 'more')})`,
    split: (route, stable, canary, percent) => `Route ${route} sends ${percent} % to service ${canary}, the rest to ${stable}`,
    byHeader: (name, side) => `The header ${name} sends it to the ${side} side`,
    byCookie: (name, side) => `The cookie ${name} sends it to the ${side} side`,
    byWeight: (percent) => `By weight: ${percent} % go to the canary side`,
  },
  'zh-CN': {
    won: '匹配，且没有排在它之前的条目匹配',
    outranked: (winner) => `也匹配，但“${winner}”排在它之前`,
    host: (f) => `主机 ${f.host || '（无）'} 不符合 ${hostText(f.entry.host)}`,
    path: (f) => `路径 ${f.path} ${PATH_ZH[f.entry.path.kind]} ${pathText(f.entry)}`,
    method: (f) => `方法 ${f.method} 不在 ${list(f.route.methods)} 之中`,
    header: (f) => `请求头 ${f.candidate.detail} 不是 ${wanted(f.route, f.candidate.detail)}`,
    query: (f) => `查询参数 ${f.candidate.detail} 不是 ${wanted(f.route, f.candidate.detail)}`,
    sni: (f) => `SNI ${f.sni ?? '（无）'} 不是 ${list(f.route.snis)}`,
    listener: (name) => `它不在监听器 ${name} 上提供服务`,
    noRoute: (listener) => `监听器 ${listener} 上没有路由接受此请求：404`,
    redirect: (route, location) => `路由 ${route} 仅限 https：重定向到 ${location}`,
    upgrade: (route) => `路由 ${route} 仅限 https：426 Upgrade Required`,
    respond: (route, status, message) => `路由 ${route} 应答 ${status}：${message}`,
    noTargets: (route, upstream) => `路由 ${route} 接受它，但上游 ${upstream} 没有目标：503`,
    forward: (route, service, addresses) => `路由 ${route} 将其发送到服务 ${service}（${addressText(addresses, '等，另有', '个')}）`,
    split: (route, stable, canary, percent) => `路由 ${route} 将 ${percent} % 送往服务 ${canary}，其余送往 ${stable}`,
    byHeader: (name, side) => `请求头 ${name} 将其送往${side === 'canary' ? '金丝雀' : '稳定'}侧`,
    byCookie: (name, side) => `Cookie ${name} 将其送往${side === 'canary' ? '金丝雀' : '稳定'}侧`,
    byWeight: (percent) => `按权重：${percent} % 送往金丝雀侧`,
  },
}

/** Why this candidate won, lost or was outranked: one sentence. The only place that words it. */
export function whyCandidate(facts: CandidateFacts, locale: Locale): string {
  const text = SENTENCES[locale]
  const { verdict, failed } = facts.candidate
  if (verdict === 'won') return text.won
  if (verdict === 'outranked') return text.outranked(facts.winner ?? '')
  switch (failed) {
    case 'host':
    case 'path':
    case 'method':
    case 'header':
    case 'query':
    case 'sni':
      return text[failed](facts)
    default:
      return ''
  }
}
