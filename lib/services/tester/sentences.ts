import { CRITERIA, type CriterionName } from '#lib/model/criterion.ts'
import { hostText } from '#lib/routing/host.ts'
import type { TableEntry } from '#lib/routing/table.ts'
import type { CanaryStep, FailedField, RewriteStep } from '#lib/routing/trace.ts'
import type { CompiledRoute, HostMatch } from '#lib/snapshot/snapshot.ts'

export type Locale = 'en' | 'zh-CN'

/** What became of one candidate, and what a sentence about it may speak of. */
export type CandidateFacts = {
  verdict: 'won' | 'lost' | 'outranked'
  failed: FailedField | undefined
  /** Which header or query argument. */
  detail: string | undefined
  criterion: CriterionName | undefined
  host: HostMatch
  path: TableEntry['path']
  /** Null: the host ends here. */
  route: CompiledRoute | null
  /** Null: the host ended. */
  winner: string | null
  request: { host: string; path: string; method: string; sni: string | undefined; source: string; destination: string }
}

const list = (values: readonly string[]) => values.join(', ')

const wanted = ({ route, detail }: CandidateFacts): string => {
  const match = [...(route?.headers ?? []), ...(route?.query ?? [])].find((named) => named.name === detail)
  return match ? list(match.any.map((value) => (value.kind === 'regex' ? `~${value.value}` : value.value))) : ''
}

const pathText = ({ path }: CandidateFacts) => (path.kind === 'any' ? '*' : path.value)

const peersText = (peers: CompiledRoute['sources'] | undefined) => list((peers ?? []).map(({ ip, port }) => (port === undefined ? ip! : `${ip ?? '*'}:${port}`)))

type Sentences = {
  won: string
  outranked: (winner: string, criterion: string | undefined) => string
  /** The host ended before it. */
  ended: string
  /** The place where a host ends won. */
  end: (host: string) => string
  host: (f: CandidateFacts) => string
  path: (f: CandidateFacts) => string
  method: (f: CandidateFacts) => string
  header: (f: CandidateFacts) => string
  query: (f: CandidateFacts) => string
  sni: (f: CandidateFacts) => string
  source: (f: CandidateFacts) => string
  destination: (f: CandidateFacts) => string
  listener: (name: string) => string
  noRoute: (listener: string) => string
  noStream: (listener: string) => string
  redirect: (route: string, location: string) => string
  /** A filter answers with another address. */
  sendsTo: (route: string, location: string) => string
  upgrade: (route: string) => string
  respond: (route: string, status: number, message: string) => string
  noTargets: (route: string, upstream: string) => string
  forward: (route: string, service: string, addresses: readonly string[]) => string
  split: (route: string, stable: string, canary: string, percent: number) => string
  byHeader: (name: string, side: string) => string
  byCookie: (name: string, side: string) => string
  byAffinity: (name: string, side: string) => string
  bySticky: (name: string, side: string) => string
  byWeight: (percent: number) => string
  next: (what: string, value: string | null) => string
  refused: (name: string) => string
  ruleName: (rule: 'header' | 'cookie', name: string) => string
  rewrite: Record<RewriteStep['rule'], (step: RewriteStep) => string>
  stream: (route: string, service: string, addresses: readonly string[]) => string
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
    outranked: (winner, criterion) => `It matches too, but "${winner}" is ranked before it${criterion ? `: ${criterion}` : ''}`,
    ended: 'It matches too, but the host of the request is chosen first, and ends before it',
    end: (host) => `None of the paths of ${host} takes it, and the search ends with the host`,
    host: (f) => `The host ${f.request.host || '(none)'} is not ${hostText(f.host)}`,
    path: (f) => `The path ${f.request.path} ${PATH_EN[f.path.kind]} ${pathText(f)}`,
    method: (f) => `The method ${f.request.method} is not ${list(f.route?.methods ?? [])}`,
    header: (f) => `The header ${f.detail} is not ${wanted(f)}`,
    query: (f) => `The query argument ${f.detail} is not ${wanted(f)}`,
    sni: (f) => `The SNI ${f.request.sni ?? '(none)'} is not ${list(f.route?.snis ?? [])}`,
    source: (f) => `The source ${f.request.source} is not ${peersText(f.route?.sources)}`,
    destination: (f) => `The destination ${f.request.destination} is not ${peersText(f.route?.destinations)}`,
    listener: (name) => `It is not served on the listener ${name}`,
    noRoute: (listener) => `No route on the listener ${listener} takes this request: 404`,
    noStream: (listener) => `No route on the listener ${listener} takes this: it is closed`,
    redirect: (route, location) => `Route ${route} is for https alone: redirect to ${location}`,
    sendsTo: (route, location) => `Route ${route} redirects to ${location}`,
    upgrade: (route) => `Route ${route} is for https alone: 426 Upgrade Required`,
    respond: (route, status, message) => `Route ${route} answers ${status}: ${message}`,
    noTargets: (route, upstream) => `Route ${route} takes it, but upstream ${upstream} has no target: 503`,
    forward: (route, service, addresses) => `Route ${route} sends it to service ${service} (${addressText(addresses, 'and', 'more')})`,
    split: (route, stable, canary, percent) => `Route ${route} sends ${percent} % to service ${canary}, the rest to ${stable}`,
    byHeader: (name, side) => `The header ${name} sends it to the ${side} side`,
    byCookie: (name, side) => `The cookie ${name} sends it to the ${side} side`,
    byAffinity: (name, side) => `The affinity cookie ${name} binds the client to the ${side} side`,
    bySticky: (name, side) => `The cookie ${name} says that the client was drawn to the ${side} side before`,
    byWeight: (percent) => `By weight: ${percent} % go to the canary side`,
    next: (what, value) => (value === null ? `${what} is not there: the next rule decides` : `${what} is "${value}": the next rule decides`),
    refused: (name) => `The pattern for the header ${name} is refused: the stable side, and no further rule`,
    ruleName: (rule, name) => `The ${rule} ${name}`,
    rewrite: {
      stripPath: ({ matched }) => (matched.length > 1 ? `The matched part ${matched} is taken off` : 'Nothing is taken off'),
      keepPath: () => 'The path goes on as it is',
      prefix: ({ matched }) => `The matched part ${matched} gives way to another`,
      full: () => 'The whole path gives way to another',
      captures: () => 'The path is made from what the groups of the route’s path took',
      replace: () => 'The first occurrence of the pattern gives way to its replacement',
    },
    stream: (route, service, addresses) => `Route ${route} passes it on to service ${service} (${addressText(addresses, 'and', 'more')})`,
  },
  'zh-CN': {
    won: '匹配，且没有排在它之前的条目匹配',
    outranked: (winner, criterion) => `也匹配，但“${winner}”排在它之前${criterion ? `：${criterion}` : ''}`,
    ended: '也匹配，但请求的主机先被选定，查找在它之前结束',
    end: (host) => `${host} 的路径都不匹配，查找随该主机结束`,
    host: (f) => `主机 ${f.request.host || '（无）'} 不符合 ${hostText(f.host)}`,
    path: (f) => `路径 ${f.request.path} ${PATH_ZH[f.path.kind]} ${pathText(f)}`,
    method: (f) => `方法 ${f.request.method} 不在 ${list(f.route?.methods ?? [])} 之中`,
    header: (f) => `请求头 ${f.detail} 不是 ${wanted(f)}`,
    query: (f) => `查询参数 ${f.detail} 不是 ${wanted(f)}`,
    sni: (f) => `SNI ${f.request.sni ?? '（无）'} 不是 ${list(f.route?.snis ?? [])}`,
    source: (f) => `来源 ${f.request.source} 不是 ${peersText(f.route?.sources)}`,
    destination: (f) => `目的地 ${f.request.destination} 不是 ${peersText(f.route?.destinations)}`,
    listener: (name) => `它不在监听器 ${name} 上提供服务`,
    noRoute: (listener) => `监听器 ${listener} 上没有路由接受此请求：404`,
    noStream: (listener) => `监听器 ${listener} 上没有路由接受它：连接被关闭`,
    redirect: (route, location) => `路由 ${route} 仅限 https：重定向到 ${location}`,
    sendsTo: (route, location) => `路由 ${route} 重定向到 ${location}`,
    upgrade: (route) => `路由 ${route} 仅限 https：426 Upgrade Required`,
    respond: (route, status, message) => `路由 ${route} 应答 ${status}：${message}`,
    noTargets: (route, upstream) => `路由 ${route} 接受它，但上游 ${upstream} 没有目标：503`,
    forward: (route, service, addresses) => `路由 ${route} 将其发送到服务 ${service}（${addressText(addresses, '等，另有', '个')}）`,
    split: (route, stable, canary, percent) => `路由 ${route} 将 ${percent} % 送往服务 ${canary}，其余送往 ${stable}`,
    byHeader: (name, side) => `请求头 ${name} 将其送往${side === 'canary' ? '金丝雀' : '稳定'}侧`,
    byCookie: (name, side) => `Cookie ${name} 将其送往${side === 'canary' ? '金丝雀' : '稳定'}侧`,
    byAffinity: (name, side) => `亲和 Cookie ${name} 将客户端绑定到${side === 'canary' ? '金丝雀' : '稳定'}侧`,
    bySticky: (name, side) => `Cookie ${name} 表明客户端此前已被分到${side === 'canary' ? '金丝雀' : '稳定'}侧`,
    byWeight: (percent) => `按权重：${percent} % 送往金丝雀侧`,
    next: (what, value) => (value === null ? `没有${what}：由下一条规则决定` : `${what}为“${value}”：由下一条规则决定`),
    refused: (name) => `请求头 ${name} 的模式被拒绝：送往稳定侧，不再看其他规则`,
    ruleName: (rule, name) => (rule === 'header' ? `请求头 ${name}` : ` Cookie ${name}`),
    rewrite: {
      stripPath: ({ matched }) => (matched.length > 1 ? `去掉匹配的部分 ${matched}` : '没有可去掉的部分'),
      keepPath: () => '路径原样转发',
      prefix: ({ matched }) => `匹配的部分 ${matched} 被替换`,
      full: () => '整个路径被替换',
      captures: () => '路径由该路由路径的捕获组组成',
      replace: () => '模式的第一处匹配被替换',
    },
    stream: (route, service, addresses) => `路由 ${route} 将其转发到服务 ${service}（${addressText(addresses, '等，另有', '个')}）`,
  },
}

/** Why this candidate won, lost or was outranked: one sentence. The only place that words it. */
export function whyCandidate(facts: CandidateFacts, locale: Locale): string {
  const text = SENTENCES[locale]
  const { verdict, failed, route, winner, criterion } = facts
  if (verdict === 'won') return route === null ? text.end(hostText(facts.host)) : text.won
  if (verdict === 'outranked') return winner === null ? text.ended : text.outranked(winner, criterion && CRITERIA[criterion][locale])
  return failed === undefined || failed === 'listener' || failed === 'protocol' ? '' : text[failed](facts)
}

/** What one rule of a canary did: one sentence. */
export function whyStep(step: CanaryStep, locale: Locale): string {
  const text = SENTENCES[locale]
  if (step.rule === 'weight') return text.byWeight(roundShare(step.share * 100))
  if (step.verdict === 'refused') return text.refused(step.name)
  if (step.verdict === 'next') return text.next(text.ruleName(step.rule === 'header' ? 'header' : 'cookie', step.name), step.value)
  const by = { affinity: text.byAffinity, header: text.byHeader, cookie: text.byCookie, sticky: text.bySticky }
  return by[step.rule](step.name, step.verdict)
}

/** To six places: shares are quotients. */
export const roundShare = (share: number): number => Math.round(share * 1e6) / 1e6
