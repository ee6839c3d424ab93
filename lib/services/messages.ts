export type Locale = 'en' | 'zh-CN'

/** What services refuse in words of their own; `{x}` is filled in. */
const MESSAGES = {
  signInNeeded: { en: 'Sign in, or send an API token as "Authorization: Bearer …"', 'zh-CN': '请先登录，或以“Authorization: Bearer …”发送 API 令牌' },
  roleNeeded: { en: 'This needs the role {needed}; yours is {has}', 'zh-CN': '此操作需要角色 {needed}；您的角色是 {has}' },
  passwordChangeNeeded: { en: 'Choose a new password first', 'zh-CN': '请先设置新密码' },
  foreignOrigin: { en: 'Requests from another site ({origin}) are refused', 'zh-CN': '拒绝来自其他站点（{origin}）的请求' },
  badJson: { en: 'The body is not valid JSON: {detail}', 'zh-CN': '请求体不是有效的 JSON：{detail}' },
  notAnObject: { en: 'The body must be a JSON object', 'zh-CN': '请求体必须是 JSON 对象' },
  jsonNeeded: { en: 'Send the body as Content-Type: application/json', 'zh-CN': '请以 Content-Type: application/json 发送请求体' },
  bodyTooLarge: { en: 'The body is larger than {limit} MiB', 'zh-CN': '请求体超过 {limit} MiB' },
  noSuchCall: {
    en: 'There is no {path} in this API; /api/v1/openapi.json lists what there is',
    'zh-CN': '此 API 中没有 {path}；参见 /api/v1/openapi.json',
  },
  noSuchKind: { en: 'There is no kind of object "{kind}"; the kinds are {kinds}', 'zh-CN': '没有对象类型“{kind}”；可用的类型：{kinds}' },
  unavailable: { en: 'The database does not answer; nothing was changed. Try again in a moment', 'zh-CN': '数据库没有响应，未作任何更改。请稍后重试' },
  controllerAway: { en: 'The controller does not answer, so there are no live numbers', 'zh-CN': '控制器没有响应，因此没有实时数据' },
  notATarget: { en: '{address} is not a target of {name}', 'zh-CN': '{address} 不是 {name} 的目标' },
  internal: { en: 'Something went wrong here; the log names it by request id {requestId}', 'zh-CN': '服务内部出错；日志中的请求编号为 {requestId}' },
  unknownField: { en: 'There is no field "{field}"', 'zh-CN': '没有字段“{field}”' },
  brokenText: { en: 'Holds NUL or half a character', 'zh-CN': '含有 NUL 或不完整的字符' },
  reservedField: { en: 'The name "__proto__" cannot be used', 'zh-CN': '不能使用名称“__proto__”' },
  noSuchObject: { en: 'There is no {kind}/{name}', 'zh-CN': '没有 {kind}/{name}' },
  objectExists: { en: '{kind}/{name} exists already', 'zh-CN': '{kind}/{name} 已存在' },
  stale: { en: '{kind}/{name} was changed or deleted by somebody else', 'zh-CN': '{kind}/{name} 已被他人更改或删除' },
  nameFixed: { en: 'An object keeps its name: this is "{name}"', 'zh-CN': '对象的名称不能更改：此对象是“{name}”' },
  listedTwice: { en: '{kind}/{name} is listed twice', 'zh-CN': '{kind}/{name} 出现了两次' },
  builtInListener: { en: 'The listener {name} is built in and cannot be deleted', 'zh-CN': '监听器 {name} 是内置的，不能删除' },
  canaryEnded: { en: 'The canary {name} has ended; start a new one', 'zh-CN': '金丝雀 {name} 已结束；请启动新的金丝雀' },
  canaryNotActive: { en: 'The canary {name} is not active: it was {state}', 'zh-CN': '金丝雀 {name} 不在进行中：状态为 {state}' },
  canaryState: { en: 'Use promote or abort to end a canary', 'zh-CN': '请使用“提升”或“中止”来结束金丝雀' },
  canarySameService: { en: 'The route already goes to {service}; name another service', 'zh-CN': '该路由已指向 {service}；请填写其他服务' },
  certUnreadable: { en: 'This is not a certificate that can be read: paste the PEM text, leaf first', 'zh-CN': '无法读取此证书：请粘贴 PEM 文本，叶证书在前' },
  authorityUnreadable: { en: 'Certificate {position} of the bundle cannot be read: paste PEM text', 'zh-CN': '无法读取证书包中的第 {position} 个证书：请粘贴 PEM 文本' },
  keyUnreadable: { en: 'This is not a private key that can be read: paste PEM without a passphrase', 'zh-CN': '无法读取此私钥：请粘贴不带口令的 PEM' },
  keyMismatch: { en: 'The key does not belong to the certificate', 'zh-CN': '私钥与证书不匹配' },
  storedKeyMismatch: { en: 'The stored key does not belong to this certificate: send its key too', 'zh-CN': '已存储的私钥与此证书不匹配：请同时提供其私钥' },
  selfSignedWithPair: { en: 'Ask for a self-signed certificate, or give cert and key, not both', 'zh-CN': '请选择生成自签名证书，或提供证书和私钥，不能同时进行' },
  selfSignedSnis: { en: 'A self-signed certificate needs at least one SNI', 'zh-CN': '自签名证书至少需要一个 SNI' },
  certPair: { en: 'Give the certificate and its key together, or ask for a self-signed one', 'zh-CN': '请同时提供证书及其私钥，或要求生成自签名证书' },
  passwordMissing: { en: 'Give the password', 'zh-CN': '请填写密码' },
  secretMissing: {
    en: 'Give the key. Only POST /credentials makes one, which it answers once',
    'zh-CN': '请填写密钥。只有 POST /credentials 会生成密钥，且仅在应答中显示一次',
  },
  setupDone: { en: 'Setup is done: an admin exists. Sign in', 'zh-CN': '已完成设置：管理员已存在。请登录' },
  setupTokenWrong: { en: 'The setup token is wrong; the process prints the right one when it starts', 'zh-CN': '设置令牌不正确；进程启动时会打印正确的令牌' },
  signInFailed: { en: 'Wrong user name or password', 'zh-CN': '用户名或密码错误' },
  signInThrottled: { en: 'Too many failed sign-ins; try again in {seconds} s', 'zh-CN': '登录失败次数过多；请在 {seconds} 秒后重试' },
  tooShort: { en: 'Use at least 8 characters', 'zh-CN': '请至少使用 8 个字符' },
  tooLong: { en: 'Use at most 256 characters', 'zh-CN': '最多使用 256 个字符' },
  sameAsName: { en: 'The password must not be the user name', 'zh-CN': '密码不能与用户名相同' },
  passwordWrong: { en: 'This is not the current password', 'zh-CN': '当前密码不正确' },
  sessionNeeded: { en: 'Only a signed-in user can do this, not an API token', 'zh-CN': '只有登录的用户才能执行此操作，API 令牌不行' },
  passwordOrReset: { en: 'Give a password or ask for a reset, not both', 'zh-CN': '请填写密码或要求重置，不能同时进行' },
  onlyInCluster: { en: 'Only objects of a cluster have this', 'zh-CN': '只有集群中的对象才有此字段' },
  noSuchRevision: { en: 'There is no revision {number}', 'zh-CN': '没有修订 {number}' },
  noOrigin: { en: '{kind}/{name} was read from no object of the cluster', 'zh-CN': '{kind}/{name} 并非从集群的任何对象读取' },
  restoreBoth: { en: 'Give kind and name together, or neither', 'zh-CN': '请同时填写类型和名称，或都不填写' },
  notFromProxy: { en: 'The answer did not come from a proxy of this installation', 'zh-CN': '该响应并非来自此安装的代理' },
  proxySilent: { en: 'The proxy at {address} did not answer: {detail}', 'zh-CN': '位于 {address} 的代理没有响应：{detail}' },
  proxyLate: { en: 'The proxy at {address} did not answer within {seconds} s', 'zh-CN': '位于 {address} 的代理在 {seconds} 秒内没有响应' },
  cannotSend: { en: 'This request cannot be sent: {detail}', 'zh-CN': '无法发送此请求：{detail}' },
  methodNotSent: { en: 'Must be a method that can be sent: letters, digits, "-" or "_", and not CONNECT', 'zh-CN': '必须是可以发送的方法：字母、数字、“-”或“_”，且不能是 CONNECT' },
  urlNotSent: { en: 'Encode other characters than ASCII: "é" in a path is "%C3%A9"', 'zh-CN': '请对非 ASCII 字符进行编码：路径中的“é”为“%C3%A9”' },
  breaksRouteTests: {
    en: 'Route tests that pass now would fail: {names}. Send allowBrokenTests=true to save all the same',
    'zh-CN': '现在通过的路由测试将会失败：{names}。如仍要保存，请加上 allowBrokenTests=true',
  },
  testDiffers: { en: '{field} would be {actual}, not {expected}', 'zh-CN': '{field} 将是 {actual}，而不是 {expected}' },
  testsOrNames: { en: 'Give tests, or names of stored ones, not both', 'zh-CN': '请提供测试，或已存储测试的名称，不能同时提供' },
  workspaceKindFixed: {
    en: 'A workspace keeps its kind: "{name}" is of kind {kind}. Create another one',
    'zh-CN': '工作区的类型不能更改：“{name}”的类型是 {kind}。请新建工作区',
  },
  noCluster: { en: 'The workspace "{name}" lives in the database; it follows no cluster', 'zh-CN': '工作区“{name}”的对象在数据库中，不跟踪任何集群' },
  clusterUnauthorized: {
    en: '{server} does not know these credentials (401): the token or the certificate is wrong or has expired',
    'zh-CN': '{server} 不接受这些凭据（401）：令牌或证书有误或已过期',
  },
  clusterForbidden: { en: '{server} refuses this account (403): {detail}', 'zh-CN': '{server} 拒绝此账号（403）：{detail}' },
  clusterRefused: { en: '{server} answered with an error: {detail}', 'zh-CN': '{server} 返回错误：{detail}' },
  clusterNobody: { en: 'Nothing listens at {server}: the connection was refused', 'zh-CN': '{server} 没有服务在监听：连接被拒绝' },
  clusterUnknown: { en: 'The name of {server} is not known here: check the address', 'zh-CN': '此处无法解析 {server} 的名称：请检查地址' },
  clusterSilent: {
    en: '{server} did not answer within {seconds} s: check the address, and whether this machine may reach it',
    'zh-CN': '{server} 在 {seconds} 秒内没有响应：请检查地址，以及此机器能否访问它',
  },
  clusterUntrusted: {
    en: 'The certificate of {server} is not trusted: the connection needs its certificate authority. {detail}',
    'zh-CN': '{server} 的证书不受信任：连接需要其证书颁发机构。{detail}',
  },
  noSuchListener: { en: 'There is no listener {listener}; there are {names}', 'zh-CN': '没有监听器 {listener}；现有：{names}' },
} as const satisfies Record<string, Record<Locale, string>>

export type MessageKey = keyof typeof MESSAGES

/** The text of a message in a language. */
export const say = (locale: Locale, key: MessageKey, params: Record<string, string | number> = {}): string =>
  MESSAGES[key][locale].replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))

/** The best language of ours for an `Accept-Language` (RFC 9110 §12.5.4). */
export function localeOf(acceptLanguage: string | null): Locale {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find((value) => value !== undefined)
      return { tag, quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ tag, quality }) => quality > 0 && /^(zh|en)\b/.test(tag))
    .sort((a, b) => b.quality - a.quality)
  return wanted[0]?.tag.startsWith('zh') ? 'zh-CN' : 'en'
}
