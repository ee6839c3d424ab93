import type { ReachCode, ReachFinding } from '#lib/kubernetes/reach/finding.ts'
import type { Locale } from '../messages.ts'
import { translateRefusal } from '../translate-refusal.ts'

/** What is the case, and what to do about it. */
type Words = Record<Locale, [text: string, advice: string]>

const WORDS: Record<ReachCode, Words> = {
  ROUTE_DISABLED: { en: ['The route is switched off', 'Switch it on'], 'zh-CN': ['该路由已停用', '启用它'] },
  HOST_TAKEN: {
    en: ['The host {host} belongs to workspace {winner}', 'Use another host, or another listener'],
    'zh-CN': ['主机 {host} 属于工作区 {winner}', '换用其他主机或监听器'],
  },
  PATH_TAKEN: {
    en: ['{path} of the host {host} belongs to the Ingress {winner} of another namespace', 'Choose another host, or a plain path that it does not have'],
    'zh-CN': ['主机 {host} 的 {path} 属于另一命名空间的 Ingress {winner}', '换用其他主机，或它未使用的普通路径'],
  },
  ROUTE_CONFLICT: {
    en: ['The route {winner} matches the same requests ({entry}) and comes first', 'Change the host or the path of one of them'],
    'zh-CN': ['路由 {winner} 匹配相同的请求（{entry}）且优先', '更改其中之一的主机或路径'],
  },
  ROUTE_SHADOWED: {
    en: ['The route {winner} takes all its requests ({entry}) with {by}', 'Let the other route match less, or this one more exactly'],
    'zh-CN': ['路由 {winner} 以 {by} 接收了它的全部请求（{entry}）', '缩小另一路由的匹配范围，或使此路由的匹配更精确'],
  },
  DIAGNOSED: { en: ['{message}', 'Correct it in its Ingress'], 'zh-CN': ['{message}', '请在其 Ingress 中更正'] },
  BACKEND_NOT_SUPPORTED: { en: ['{message}', 'Name a Service as backend'], 'zh-CN': ['后端不受支持：{message}', '请将后端指定为 Service'] },
  SERVICE_NOT_FOUND: {
    en: ['There is no Service {service} in the namespace {namespace}', 'Create it, or name another one in the Ingress'],
    'zh-CN': ['命名空间 {namespace} 中没有 Service {service}', '创建它，或在 Ingress 中指定其他 Service'],
  },
  PORT_NOT_FOUND: {
    en: ['The Service {service} has no TCP port {port}; it has {ports}', 'Name one of these in the Ingress, or add the port to the Service'],
    'zh-CN': ['Service {service} 没有 TCP 端口 {port}；现有端口：{ports}', '在 Ingress 中使用其中之一，或为该 Service 添加此端口'],
  },
  NO_SELECTOR: {
    en: ['The Service {service} selects no pods, and no EndpointSlice lists addresses for it', 'Give it a selector, or write its EndpointSlices'],
    'zh-CN': ['Service {service} 不选择任何 Pod，也没有 EndpointSlice 为其列出地址', '为它设置选择器，或编写其 EndpointSlice'],
  },
  NO_POD_MATCHES: {
    en: ['No pod in {namespace} has the labels that the Service {service} selects: {selector}', 'Correct its selector, or the labels of the pods; or start some'],
    'zh-CN': ['{namespace} 中没有 Pod 带有 Service {service} 所选择的标签：{selector}', '更正其选择器或 Pod 的标签，或启动 Pod'],
  },
  TARGET_PORT_NOT_FOUND: {
    en: ['The Service {service} sends to the port named {target}, which no container of its pods has; they have {ports}', 'Correct targetPort in the Service, or name the port in the pods'],
    'zh-CN': ['Service {service} 转发到名为 {target} 的端口，但其 Pod 的容器都没有该端口；现有：{ports}', '更正 Service 的 targetPort，或在 Pod 中命名该端口'],
  },
  ENDPOINTS_WITHOUT_PORT: {
    en: ['The EndpointSlices of the Service {service} list addresses, but none for its port {port}', 'Give the port the same name in the Service and its EndpointSlices'],
    'zh-CN': ['Service {service} 的 EndpointSlice 列出了地址，但没有端口 {port} 的地址', '使 Service 与其 EndpointSlice 中的端口名称一致'],
  },
  NO_ENDPOINTS: {
    en: ['The Service {service} has no endpoints', 'Look at its pods: kubectl -n {namespace} get pods,endpointslices'],
    'zh-CN': ['Service {service} 没有端点', '查看其 Pod：kubectl -n {namespace} get pods,endpointslices'],
  },
  NONE_READY: {
    en: ['None of the pods of the Service {service} is ready ({notReady} not ready)', 'Look at their readiness probes and events: kubectl -n {namespace} describe pods'],
    'zh-CN': ['Service {service} 的 Pod 均未就绪（{notReady} 个未就绪）', '查看其就绪探针和事件：kubectl -n {namespace} describe pods'],
  },
  POLICY_BLOCKS_INGRESS: {
    en: ['The network policy {policies} does not let {proxyWords} in to {target} on port {port}: {reasonWords}', 'Allow it there, or add a policy that does'],
    'zh-CN': ['网络策略 {policies} 不允许{proxyWords}访问 {target} 的端口 {port}：{reasonWords}', '在其中放行，或另加一个放行的策略'],
  },
  POLICY_BLOCKS_EGRESS: {
    en: ['The network policy {policies} does not let {proxyWords} out to {target} on port {port}: {reasonWords}', 'Allow it there, or add a policy that does'],
    'zh-CN': ['网络策略 {policies} 不允许{proxyWords}向外访问 {target} 的端口 {port}：{reasonWords}', '在其中放行，或另加一个放行的策略'],
  },
  POLICY_UNDECIDED: {
    en: ['Whether the network policy {policies} lets {proxyWords} reach {target} on port {port} cannot be told: {unknownWords}', 'Try it: send a request'],
    'zh-CN': ['无法判断网络策略 {policies} 是否允许{proxyWords}访问 {target} 的端口 {port}：{unknownWords}', '请发送请求试一试'],
  },
  POLICIES_UNREADABLE: {
    en: ['The network policies of {namespace} may not be read, so nobody can tell whether one stands in the way', 'Let the account of this workspace list networkpolicies'],
    'zh-CN': ['无权读取 {namespace} 的网络策略，因此无法判断是否有策略阻挡', '允许此工作区的账号列出 networkpolicies'],
  },
  SECRET_NOT_FOUND: {
    en: ['There is no Secret {namespace}/{name} for {host}: https gets the default certificate', 'Create it, or name another one in spec.tls'],
    'zh-CN': ['{host} 没有对应的 Secret {namespace}/{name}：https 使用默认证书', '创建它，或在 spec.tls 中指定其他 Secret'],
  },
  SECRET_FORBIDDEN: {
    en: ['The Secret {namespace}/{name} for {host} may not be read: https gets the default certificate', 'Allow it by a Role'],
    'zh-CN': ['无权读取 {host} 的 Secret {namespace}/{name}：https 使用默认证书', '通过 Role 授权'],
  },
  SECRET_INVALID: {
    en: ['The Secret {namespace}/{name} for {host} cannot be used ({reason}): https gets the default certificate', 'Put tls.crt and tls.key there, in PEM'],
    'zh-CN': ['{host} 的 Secret {namespace}/{name} 无法使用（{reason}）：https 使用默认证书', '在其中放入 PEM 格式的 tls.crt 和 tls.key'],
  },
  TLS_NAME_TAKEN: {
    en: ['For https, the name {name} belongs to the Ingress {winner} of another namespace', 'Take the name out of spec.tls, or choose another host'],
    'zh-CN': ['对于 https，名称 {name} 属于另一命名空间的 Ingress {winner}', '从 spec.tls 中删除该名称，或换用其他主机'],
  },
  CERTIFICATE_EXPIRED: { en: ['The certificate for {host} expired on {notAfter}', 'Renew it'], 'zh-CN': ['{host} 的证书已于 {notAfter} 过期', '请续期'] },
  CERTIFICATE_NAME_MISMATCH: {
    en: ['The certificate for {host} does not cover it: its names are {names}', 'Use one that does'],
    'zh-CN': ['{host} 的证书未覆盖该主机：其名称为 {names}', '请使用覆盖该主机的证书'],
  },
  CLASS_NOT_FOUND: {
    en: ['There is no IngressClass {class}', 'Create it with the controller {ours}, or name the class {served}'],
    'zh-CN': ['没有 IngressClass {class}', '以控制器 {ours} 创建它，或改用类 {served}'],
  },
  CLASS_OF_ANOTHER: {
    en: ['Its class {class} belongs to another controller, {controller}', 'To have it served here, name the class {served}'],
    'zh-CN': ['其类 {class} 属于另一控制器 {controller}', '若要由此处提供服务，请改用类 {served}'],
  },
  CLASS_NOT_SERVED: {
    en: ['Its class is {class}; this workspace serves {served}', 'To have it served here, name the class {served}'],
    'zh-CN': ['其类为 {class}；此工作区服务的类为 {served}', '若要由此处提供服务，请改用类 {served}'],
  },
  CLASS_NOT_NAMED: {
    en: ['It names no class, and {served} is not the default one', 'Set spec.ingressClassName to {served}'],
    'zh-CN': ['它未指定类，且 {served} 不是默认类', '将 spec.ingressClassName 设为 {served}'],
  },
}

/** Parts of sentences, by the value of a parameter. */
const PARTS: Record<string, Record<string, Record<Locale, string>>> = {
  reason: {
    NO_RULES: { en: 'it has no rule at all', 'zh-CN': '其中没有任何规则' },
    NO_PEER: { en: 'none of its rules is for that side', 'zh-CN': '没有规则针对该对端' },
    NO_PORT: { en: 'its rules for that side are for other ports', 'zh-CN': '针对该对端的规则不含此端口' },
  },
  network: {
    pod: { en: 'the proxy {proxy}', 'zh-CN': '代理 {proxy} ' },
    node: { en: 'the proxy {proxy}, which is in the network of its node,', 'zh-CN': '位于节点网络中的代理 {proxy} ' },
    outside: { en: 'a proxy outside of the cluster', 'zh-CN': '集群外的代理' },
    unread: { en: 'the proxy', 'zh-CN': '代理' },
  },
  unknown: {
    pod: { en: 'the labels of its namespace may not be read', 'zh-CN': '无权读取其命名空间的标签' },
    node: { en: 'network plugins differ in what they take such a pod for', 'zh-CN': '不同网络插件对此类 Pod 的处理不同' },
    outside: { en: 'no pod of the proxy was found in the cluster, so the address that it comes from is not known', 'zh-CN': '集群中未找到代理的 Pod，因此其来源地址未知' },
    unread: { en: 'the pods may not be read', 'zh-CN': '无权读取 Pod' },
  },
}

const fill = (text: string, params: Record<string, string | number>) => text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))

/** A finding in the words of a language. */
export function sayFinding({ code, params }: Pick<ReachFinding, 'code' | 'params'>, locale: Locale): { text: string; advice: string } {
  const part = (group: string, value: unknown) => fill(PARTS[group]?.[String(value)]?.[locale] ?? '', params)
  const told: typeof params = typeof params.reason === 'string' ? { reason: translateRefusal(params.reason, locale) } : {}
  const all = { ...params, ...told, reasonWords: part('reason', params.reason), proxyWords: part('network', params.network), unknownWords: part('unknown', params.network) }
  const [text, advice] = WORDS[code][locale]
  return { text: fill(text, all), advice: fill(advice, all) }
}
