import type { Phrase } from './phrase.ts'

/** What is said of routes and canaries that annotations of ingress-nginx cannot hold. */
export const NGINX_PHRASES: readonly Phrase[] = [
  ['ingress-nginx answers 403: choose that', 'ingress-nginx 返回 403：请选择 403'],
  ['ingress-nginx counts by the address of the client: choose "ip"', 'ingress-nginx 按客户端地址计数：请选择“ip”'],
  ['ingress-nginx answers 503: choose that', 'ingress-nginx 返回 503：请选择 503'],
  ['ingress-nginx knows the leaky bucket alone: choose that', 'ingress-nginx 只支持漏桶算法：请选择漏桶'],
  ['ingress-nginx counts by second and by minute', 'ingress-nginx 只能按秒和按分钟计数'],
  ['ingress-nginx has one limit by second and one by minute', 'ingress-nginx 只有一个每秒限制和一个每分钟限制'],
  ['ingress-nginx does not say what is left: leave that out', 'ingress-nginx 不告知剩余额度：请去掉此项'],
  [
    'In ingress-nginx the burst is a multiple of the requests, one for all limits: 5 times, if nothing is said',
    '在 ingress-nginx 中，突发量是请求数的倍数，所有限制共用同一倍数：未指定时为 5 倍',
  ],
  ['ingress-nginx exempts the same addresses from all limits', 'ingress-nginx 的所有限制豁免相同的地址'],
  ['ingress-nginx has no annotation that hides the credentials from the target', 'ingress-nginx 没有对目标隐藏凭据的注解'],
  ['ingress-nginx has no annotation for the timeout of an auth server: leave it at 5000', 'ingress-nginx 没有认证服务器超时的注解：请保持 5000'],
  ['It has an effect beside signInUrl alone', '仅在设置 signInUrl 时有效'],
  ['In ingress-nginx "$" begins a variable', '在 ingress-nginx 中，“$”表示变量的开头'],
  ['ingress-nginx takes the first port of the Service: choose that', 'ingress-nginx 使用 Service 的第一个端口：请选择该端口'],
  [
    'ingress-nginx has pages of a Service alone: choose one, and the filter defaultBackend with the same',
    'ingress-nginx 的错误页只能由 Service 提供：请选择一个服务，并添加指向同一服务的过滤器 defaultBackend',
  ],
  [
    'In ingress-nginx the default backend makes the pages: give the route the filter defaultBackend with this service',
    '在 ingress-nginx 中错误页由默认后端生成：请为该路由添加指向此服务的过滤器 defaultBackend',
  ],
  ['ingress-nginx has pages for codes from 400 to 599', 'ingress-nginx 的错误页仅用于 400 到 599 的状态码'],
  ['ingress-nginx mirrors all requests: choose 100', 'ingress-nginx 镜像全部请求：请选择 100'],
  ['Name the port by its number', '请用端口号指定端口'],
  ['ingress-nginx makes a redirect of an address: use that filter', 'ingress-nginx 会将完整地址变为重定向：请使用重定向过滤器'],
  ['Blanks at its ends are not kept', '首尾的空格不会保留'],
  [
    'ingress-nginx has no annotation for headers of requests, but for X-Forwarded-Prefix beside rewrite-target',
    'ingress-nginx 没有请求头的注解，只有与 rewrite-target 同用的 X-Forwarded-Prefix 除外',
  ],
  [
    'ingress-nginx keeps clients at their side by the affinity of the route alone: leave this out, and give the route the filter affinity',
    'ingress-nginx 只能通过路由的会话保持让客户端固定在一侧：请去掉此项，并为路由添加过滤器 affinity',
  ],
  ['Without a mode that compares it, the value is "always" or "never": leave it out', '没有比较值的模式时，值为“always”或“never”：请去掉此项'],
  ['A canary that runs has no end', '进行中的金丝雀没有结束时间'],
  ['ingress-nginx drops a canary that leads where its route leads: choose another service', 'ingress-nginx 会忽略与其路由指向相同的金丝雀：请选择其他服务'],
  [
    'The canary Ingress {ingress} says this of all its paths: {routes} would change, too',
    '金丝雀 Ingress {ingress} 的所有路径共用此设置：{routes} 也会随之改变',
  ],
  [
    'ingress-nginx would read this as something else: blanks at the ends and more than 16,384 characters are not kept',
    'ingress-nginx 会将其读成别的内容：首尾的空格和超过 16,384 个字符的部分不会保留',
  ],
  [
    'ingress-nginx has no canary that is promoted: let the route lead to its service in the same change',
    'ingress-nginx 没有“已提升”的金丝雀：请在同一次更改中让路由指向其服务',
  ],
  ['In ingress-nginx an empty list is the default: name at least one', '在 ingress-nginx 中，空列表等于默认值：请至少填写一项'],
  ['ingress-nginx has one of this: put them together', 'ingress-nginx 只允许一个此类设置：请将它们合并'],
  [
    'In ingress-nginx this makes regular expressions of all paths of {host}, in any case of letters and with any ending: {routes} would match more than now',
    '在 ingress-nginx 中，这会使 {host} 的所有路径都成为不区分大小写、结尾任意的正则表达式：{routes} 的匹配范围会比现在更大',
  ],
  [
    'In ingress-nginx this makes regular expressions of all paths of this host, in any case of letters and with any ending: {routes} would match more than now',
    '在 ingress-nginx 中，这会使该主机的所有路径都成为不区分大小写、结尾任意的正则表达式：{routes} 的匹配范围会比现在更大',
  ],
  ['ingress-nginx knows no prefix of letters: choose "prefix", or a regular expression', 'ingress-nginx 不支持按字符匹配的前缀：请选择“prefix”或正则表达式'],
  [
    'Beside use-regex ImplementationSpecific is a regular expression: choose that type',
    '启用 use-regex 时，ImplementationSpecific 即为正则表达式：请选择正则表达式类型',
  ],
  [
    'It goes without saying where each host has a path of the type "regular expression": leave it out',
    '每个主机都有“正则表达式”类型的路径时无需此项：请去掉它',
  ],
  ['Its paths cannot be read without it: choose it', '没有此项就无法读取其路径：请启用它'],
  ['ingress-nginx has no annotation for methods: a route takes all of them', 'ingress-nginx 没有方法的注解：路由接收所有方法'],
  [
    'ingress-nginx has no annotation for headers that choose a route; a canary may look at one',
    'ingress-nginx 没有按请求头选择路由的注解；金丝雀可以按一个请求头判断',
  ],
  ['ingress-nginx has no annotation for query arguments that choose a route', 'ingress-nginx 没有按查询参数选择路由的注解'],
  ['ingress-nginx has no annotation for server names', 'ingress-nginx 没有服务器名称（SNI）的注解'],
  ['ingress-nginx does not strip paths: use rewriteTarget with a group of the path', 'ingress-nginx 不会去除路径前缀：请使用 rewriteTarget 和路径中的捕获组'],
  ['ingress-nginx keeps the Host: use the filter rewriteHost for another one', 'ingress-nginx 保留原 Host：若要改用其他 Host，请使用过滤器 rewriteHost'],
  ['ingress-nginx has no annotation for this', 'ingress-nginx 没有对应的注解'],
  ['In ingress-nginx the longest path comes first', '在 ingress-nginx 中，最长的路径优先'],
  ['ingress-nginx has no annotation for listeners: a route is on all of them', 'ingress-nginx 没有监听器的注解：路由在所有监听器上生效'],
  [
    'ingress-nginx has no annotation that switches a route off: delete it, or choose a class that nobody serves',
    'ingress-nginx 没有停用路由的注解：请删除该路由，或选择没有控制器服务的类',
  ],
  ['ingress-nginx has no annotation for tags', 'ingress-nginx 没有标签的注解'],
  ['ingress-nginx has no annotation for keys: use basicAuth or externalAuth', 'ingress-nginx 没有密钥认证的注解：请使用 basicAuth 或 externalAuth'],
  ['ingress-nginx has no annotation for answers of its own, but for redirects', 'ingress-nginx 没有自行应答的注解，重定向除外'],
  ['ingress-nginx has no annotation for this: use rewriteTarget', 'ingress-nginx 没有对应的注解：请使用 rewriteTarget'],
  ['ingress-nginx has no annotation for headers of answers', 'ingress-nginx 没有响应头的注解'],
  [
    'ingress-nginx has no annotation for the time of a whole request: its timeouts are between two reads or writes of a target',
    'ingress-nginx 没有整个请求时限的注解：其超时是指对目标的两次读或写之间的时间',
  ],
  ['ingress-nginx has HSTS for all of its hosts, in its ConfigMap, and no annotation', 'ingress-nginx 的 HSTS 在其 ConfigMap 中对所有主机统一设置，没有注解'],
  [
    'ingress-nginx has compression for all of its hosts, in its ConfigMap, and no annotation',
    'ingress-nginx 的压缩在其 ConfigMap 中对所有主机统一设置，没有注解',
  ],
  [
    'The filter {type} comes of an annotation that is no word of a form, or that cannot be read: change it in the Ingress',
    '过滤器 {type} 来自表单无法表达或无法读取的注解：请在 Ingress 中更改',
  ],
  [
    'In ingress-nginx this stands on the canary Ingress, as affinity-canary-behavior: change it there',
    '在 ingress-nginx 中，此项位于金丝雀 Ingress 的 affinity-canary-behavior：请在那里更改',
  ],
  [
    'ingress-nginx has no annotation for another path in a redirect: write the whole address as url',
    'ingress-nginx 没有在重定向中改用其他路径的注解：请将完整地址写入 url',
  ],
  [
    'ingress-nginx serves http and https, or leads http to https: choose both, or https alone',
    'ingress-nginx 要么同时提供 http 和 https，要么将 http 重定向到 https：请两者都选，或只选 https',
  ],
  ['ingress-nginx leads to https by 308: choose that', 'ingress-nginx 用 308 重定向到 https：请选择 308'],
  ['Nothing is led to https: leave it at 426', '没有请求会被重定向到 https：请保持 426'],
  ['Write it in whole kilobytes, or less', '请使用整千字节的数值，或更小的值'],
]
