/**
 * What an order of precedence looks at, in words that complete "It is ranked after it: …". One wording for the tester, for
 * diagnostics and for both languages of the interface.
 */
export const CRITERIA = {
  host: { en: 'the other host is more specific', 'zh-CN': '对方的主机更具体' },
  hostLength: { en: 'the other host name is longer', 'zh-CN': '对方的主机名更长' },
  hostName: { en: 'the other host is another one', 'zh-CN': '对方是另一个主机' },
  refused: { en: 'one of its regular expressions is refused', 'zh-CN': '它的某个正则表达式被拒绝' },
  fields: { en: 'the other route asks for more kinds of fields', 'zh-CN': '对方路由限定的字段种类更多' },
  fieldKinds: { en: 'the other route asks for a field that counts more', 'zh-CN': '对方路由限定了更重要的字段' },
  peers: { en: 'the other route names sources or destinations more exactly', 'zh-CN': '对方路由限定的来源或目的地更精确' },
  port: { en: 'the other host names a port', 'zh-CN': '对方的主机带有端口' },
  wildcardPort: { en: 'the other route has a wildcard host with a port', 'zh-CN': '对方路由有带端口的通配主机' },
  plainHosts: { en: 'the other route has plain hosts alone', 'zh-CN': '对方路由只有普通主机' },
  regexPath: { en: 'the other path is a regular expression', 'zh-CN': '对方的路径是正则表达式' },
  pathKind: { en: 'the other kind of path comes first', 'zh-CN': '对方的路径类型优先' },
  regexPriority: { en: 'the other regex has a higher priority', 'zh-CN': '对方的正则优先级更高' },
  pathLength: { en: 'the other path is longer', 'zh-CN': '对方的路径更长' },
  pathText: { en: 'the other path comes later in the alphabet', 'zh-CN': '对方的路径按字母顺序更靠后' },
  redirect: { en: 'it only redirects to https here', 'zh-CN': '它在此处仅重定向到 https' },
  methods: { en: 'the other route names methods', 'zh-CN': '对方路由限定了方法' },
  headers: { en: 'the other route asks for more headers', 'zh-CN': '对方路由限定的请求头更多' },
  query: { en: 'the other route asks for more query arguments', 'zh-CN': '对方路由限定的查询参数更多' },
  snis: { en: 'the other route names SNIs', 'zh-CN': '对方路由限定了 SNI' },
  age: { en: 'the other route is older', 'zh-CN': '对方路由更早创建' },
  name: { en: 'the other name comes first in the alphabet', 'zh-CN': '对方的名称按字母顺序在前' },
  order: { en: 'it stands later in its route', 'zh-CN': '它在路由中的位置更靠后' },
} as const

export type CriterionName = keyof typeof CRITERIA
