import type { Locale } from '../sentences.ts'

type Period = 'second' | 'minute' | 'hour' | 'day'

/** What filters do with a request, one sentence each. `null` services: a text of the filter's own. */
export type FilterSentences = {
  skipped: string
  addressPasses: (address: string) => string
  addressDenied: (address: string) => string
  addressNotAllowed: (address: string) => string
  corsPreflight: (origin: string | null) => string
  corsAllowed: (origin: string | null) => string
  corsRefused: (origin: string) => string
  corsNoOrigin: string
  anyBody: string
  bodyFits: (most: number) => string
  bodyTooLong: (length: number, most: number) => string
  bodyLimit: (most: number) => string
  exempt: (address: string) => string
  ofAddress: (address: string) => string
  ofHeader: (name: string, value: string) => string
  withoutHeader: (name: string) => string
  ofConsumer: (name: string) => string
  rateLimit: (requests: number, per: Period, burst: number, counted: string, status: number) => string
  connectionLimit: (connections: number, counted: string, status: number) => string
  passwordRefused: (reason: string) => string
  keyRefused: (reason: string) => string
  consumerPasses: (name: string) => string
  consumerRefused: (name: string) => string
  externalAuth: (url: string) => string
  redirect: (location: string) => string
  redirectWithoutHost: string
  respond: (status: number) => string
  affinityFree: (cookie: string) => string
  affinityBound: (cookie: string) => string
  rewriteHost: (host: string) => string
  rewritePath: Record<'prefix' | 'full' | 'replace', string>
  headers: (set: readonly string[], add: readonly string[], remove: readonly string[]) => string
  mirror: (service: string, percent: number) => string
  timeouts: (request: number | null, backend: number | null) => string
  defaultBackend: (service: string) => string
  defaultUsed: (service: string) => string
  errorPages: (statuses: readonly number[], service: string | null) => string
  errorPage: (status: number, service: string | null) => string
  hsts: string
  hstsPlain: string
  compression: (coding: string) => string
  compressionRefused: (codings: readonly string[]) => string
}

const list = (values: readonly (string | number)[]) => values.join(', ')
const parts = (...texts: (string | false)[]) => texts.filter((text) => text !== false).join('; ')

const PERIODS: Record<Period, string> = { second: '每秒', minute: '每分钟', hour: '每小时', day: '每天' }
// Of the proxy's own answers to credentials; in Chinese the kind is enough.
const REASONS: Record<string, string> = { Unauthorized: '无效' }
const reasonZh = (reason: string) => REASONS[reason] ?? (reason.startsWith('Duplicate') ? '重复' : '缺失')

export const FILTER_SENTENCES: Record<Locale, FilterSentences> = {
  en: {
    skipped: 'It is not reached: the request is answered before it',
    addressPasses: (address) => `The address ${address} may come`,
    addressDenied: (address) => `The address ${address} is on the list of those that may not come`,
    addressNotAllowed: (address) => `The address ${address} is not on the list of those that may come`,
    corsPreflight: (origin) => (origin === null ? 'It answers OPTIONS requests in place of the target' : `It answers the preflight request of ${origin}`),
    corsAllowed: (origin) => (origin === null ? 'Pages of every origin may read the answer' : `Pages of ${origin} may read the answer`),
    corsRefused: (origin) => `Pages of ${origin} may not read the answer; the request is served all the same`,
    corsNoOrigin: 'The request names no origin, so that nothing is said of who may read the answer',
    anyBody: 'Bodies may be of any length',
    bodyFits: (most) => `The body is not longer than ${most} bytes`,
    bodyTooLong: (length, most) => `The body has ${length} bytes, of at most ${most}`,
    bodyLimit: (most) => `A body of more than ${most} bytes is refused with 413`,
    exempt: (address) => `The address ${address} is not limited`,
    ofAddress: (address) => `the address ${address}`,
    ofHeader: (name, value) => `the header ${name}: ${value}`,
    withoutHeader: (name) => `all requests without the header ${name}`,
    ofConsumer: (name) => `the consumer ${name}`,
    rateLimit: (requests, per, burst, counted, status) =>
      `At most ${requests} ${requests === 1 ? 'request' : 'requests'} a ${per}${burst > 0 ? `, and ${burst} more at once,` : ''} for ${counted}; others get ${status}`,
    connectionLimit: (connections, counted, status) => `At most ${connections} at a time for ${counted}; others get ${status}`,
    passwordRefused: (reason) => `The user name and password do not let it pass: ${reason}`,
    keyRefused: (reason) => `The API key does not let it pass: ${reason}`,
    consumerPasses: (name) => `It comes from the consumer ${name}, who may pass`,
    consumerRefused: (name) => `It comes from the consumer ${name}, who is not among those who may pass`,
    externalAuth: (url) => `${url} is asked whether it may pass`,
    redirect: (location) => `It redirects to ${location}`,
    redirectWithoutHost: 'It redirects, but the request names no host to go to',
    respond: (status) => `It answers ${status} in place of the target`,
    affinityFree: (cookie) => `The cookie ${cookie} is not there: any target may be chosen, and the client stays with it`,
    affinityBound: (cookie) => `The cookie ${cookie} says to which target the client belongs`,
    rewriteHost: (host) => `The target gets the Host ${host}`,
    rewritePath: {
      prefix: 'The matched part of the path gives way to another',
      full: 'The whole path gives way to another',
      replace: 'The first occurrence of the pattern in the path gives way to its replacement',
    },
    headers: (set, add, remove) => parts(set.length > 0 && `sets ${list(set)}`, add.length > 0 && `adds ${list(add)}`, remove.length > 0 && `removes ${list(remove)}`).replace(/^./, (letter) => letter.toUpperCase()),
    mirror: (service, percent) => (percent === 100 ? `The service ${service} gets a copy` : `The service ${service} gets a copy of ${percent} % of the requests`),
    timeouts: (request, backend) => parts(request !== null && `504 after ${request} ms`, backend !== null && `after ${backend} ms for each try`),
    defaultBackend: (service) => `The service ${service} is asked where the route’s own has no target that takes requests`,
    defaultUsed: (service) => `The route’s own service has no target that takes requests: the service ${service} is asked`,
    errorPages: (statuses, service) => `Answers with ${list(statuses)} get ${service === null ? 'another body' : `the page of the service ${service}`}`,
    errorPage: (status, service) => `The answer ${status} gets ${service === null ? 'another body' : `the page of the service ${service}`}`,
    hsts: 'Browsers are told to come over https alone',
    hstsPlain: 'It is said over https alone',
    compression: (coding) => `The answer is compressed with ${coding}, if its type and length fit`,
    compressionRefused: (codings) => `The client takes none of ${list(codings)}: the answer goes as it is`,
  },
  'zh-CN': {
    skipped: '未执行：请求在此之前已被应答',
    addressPasses: (address) => `允许地址 ${address}`,
    addressDenied: (address) => `地址 ${address} 在拒绝名单中`,
    addressNotAllowed: (address) => `地址 ${address} 不在允许名单中`,
    corsPreflight: (origin) => (origin === null ? '代替目标应答 OPTIONS 请求' : `应答 ${origin} 的预检请求`),
    corsAllowed: (origin) => (origin === null ? '任何来源的页面都可读取应答' : `${origin} 的页面可读取应答`),
    corsRefused: (origin) => `${origin} 的页面不可读取应答；请求照常处理`,
    corsNoOrigin: '请求没有来源，因此不声明谁可读取应答',
    anyBody: '请求体长度不限',
    bodyFits: (most) => `请求体不超过 ${most} 字节`,
    bodyTooLong: (length, most) => `请求体有 ${length} 字节，最多 ${most} 字节`,
    bodyLimit: (most) => `超过 ${most} 字节的请求体得到 413`,
    exempt: (address) => `地址 ${address} 不受限制`,
    ofAddress: (address) => `地址 ${address}`,
    ofHeader: (name, value) => `请求头 ${name}: ${value}`,
    withoutHeader: (name) => `所有没有请求头 ${name} 的请求`,
    ofConsumer: (name) => `消费者 ${name}`,
    rateLimit: (requests, per, burst, counted, status) => `${counted}${PERIODS[per]}最多 ${requests} 个请求${burst > 0 ? `，另可突发 ${burst} 个` : ''}；其余得到 ${status}`,
    connectionLimit: (connections, counted, status) => `${counted}同时最多 ${connections} 个请求；其余得到 ${status}`,
    passwordRefused: (reason) => `用户名和密码${reasonZh(reason)}，不能通过`,
    keyRefused: (reason) => `API 密钥${reasonZh(reason)}，不能通过`,
    consumerPasses: (name) => `来自消费者 ${name}，可以通过`,
    consumerRefused: (name) => `来自消费者 ${name}，不在可通过者之中`,
    externalAuth: (url) => `询问 ${url} 是否可以通过`,
    redirect: (location) => `重定向到 ${location}`,
    redirectWithoutHost: '需要重定向，但请求没有主机名',
    respond: (status) => `代替目标应答 ${status}`,
    affinityFree: (cookie) => `没有 Cookie ${cookie}：可选任一目标，之后客户端固定于它`,
    affinityBound: (cookie) => `Cookie ${cookie} 指明客户端所属的目标`,
    rewriteHost: (host) => `目标收到的 Host 为 ${host}`,
    rewritePath: { prefix: '路径中匹配的部分被替换', full: '整个路径被替换', replace: '路径中模式的第一处匹配被替换' },
    headers: (set, add, remove) =>
      [set.length > 0 && `设置 ${list(set)}`, add.length > 0 && `添加 ${list(add)}`, remove.length > 0 && `移除 ${list(remove)}`].filter((text) => text !== false).join('；'),
    mirror: (service, percent) => (percent === 100 ? `服务 ${service} 得到一份副本` : `服务 ${service} 得到 ${percent} % 请求的副本`),
    timeouts: (request, backend) => [request !== null && `${request} 毫秒后 504`, backend !== null && `每次尝试 ${backend} 毫秒`].filter((text) => text !== false).join('；'),
    defaultBackend: (service) => `路由自身的服务没有可用目标时询问服务 ${service}`,
    defaultUsed: (service) => `路由自身的服务没有可用目标：改为询问服务 ${service}`,
    errorPages: (statuses, service) => `状态为 ${list(statuses)} 的应答改用${service === null ? '另一正文' : `服务 ${service} 的页面`}`,
    errorPage: (status, service) => `应答 ${status} 改用${service === null ? '另一正文' : `服务 ${service} 的页面`}`,
    hsts: '告知浏览器只经由 https 访问',
    hstsPlain: '仅在 https 上声明',
    compression: (coding) => `应答的类型和长度合适时以 ${coding} 压缩`,
    compressionRefused: (codings) => `客户端不接受 ${list(codings)}：应答不压缩`,
  },
}
