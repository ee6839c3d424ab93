import type { Phrase } from './phrase.ts'

const HOW = 'name all users of one Secret of the namespace, which basic-auth or key-auth of some Ingress names already'
const HOW_CHINESE = '请列出本命名空间中某个 Secret 的全部用户，且该 Secret 已被某个 Ingress 的 basic-auth 或 key-auth 引用'
const OWN_INGRESS = '请将该路由放入单独的 Ingress'

/** What is said of routes and canaries that no Ingress can hold, whatever the dialect. */
export const INGRESS_PHRASES: readonly Phrase[] = [
  ['A host of an Ingress has no port and is no address: name the host alone', 'Ingress 的主机不能带端口，也不能是地址：请只填写主机名'],
  ['A host of an Ingress is a name and no address: leave it empty for requests to any host', 'Ingress 的主机是名称而不是地址：若要接收任意主机的请求，请留空'],
  [
    'A host of an Ingress may begin with "*.", and not end with ".*": make a route for each host',
    'Ingress 的主机可以以“*.”开头，但不能以“.*”结尾：请为每个主机各建一条路由',
  ],
  ['A host of an Ingress has lower-case letters, digits, "-" and ".", and may begin with "*."', 'Ingress 的主机只能含小写字母、数字、“-”和“.”，可以以“*.”开头'],
  [
    'A path of an Ingress begins with "/": write the pattern without "^", it holds from the beginning anyway',
    'Ingress 的路径必须以“/”开头：请去掉模式中的“^”，它本来就从开头匹配',
  ],
  [
    'Kubernetes refuses "//", "/./", "/../" and "%2F" in such a path, and "/." at its end',
    '此类路径中 Kubernetes 不接受“//”、“/./”、“/../”和“%2F”，结尾也不能是“/.”',
  ],
  ['A route of a cluster has one host: make another route for this one', '集群中的路由只有一个主机：请为此主机另建一条路由'],
  ['A route of a cluster has one path: make another route for this one', '集群中的路由只有一条路径：请为此路径另建一条路由'],
  ['The default backend of an Ingress has no host: leave it empty, or make it a path', 'Ingress 的默认后端没有主机：请留空，或改为路径'],
  ['The default backend of an Ingress has no path: leave it empty, or make it a path', 'Ingress 的默认后端没有路径：请留空，或改为路径'],
  ['The default backend of an Ingress has no host that a certificate could be for', 'Ingress 的默认后端没有主机，因此无法为其指定证书'],
  [
    'Each path of an Ingress names a Service, also where a redirect or a fixed response answers: choose one, it gets no request then',
    'Ingress 的每条路径都要指定 Service，即使由重定向或固定响应应答：请选择一个，它不会收到请求',
  ],
  ['A cluster has no templates: what Ingresses share belongs into the parameters of their class', '集群中没有模板：Ingress 共用的设置应写在其类的参数中'],
  [
    'An Ingress leads HTTP and gRPC requests alone: routes for TCP, TLS and UDP belong into a workspace of the database',
    'Ingress 只转发 HTTP 和 gRPC 请求：TCP、TLS 和 UDP 路由应放在数据库工作区中',
  ],
  ['An Ingress knows no sources of streams: use the filter that restricts addresses', 'Ingress 不支持流的来源：请使用限制地址的过滤器'],
  ['An Ingress knows no destinations of streams', 'Ingress 不支持流的目的地'],
  [
    'Routes of a cluster are named <namespace>.<Ingress>, both with lower-case letters, digits and "-", such as "shop.web"',
    '集群中的路由以 <命名空间>.<Ingress> 命名，两者都只能含小写字母、数字和“-”，例如“shop.web”',
  ],
  ['How this is to be written could not be found: {reason}', '无法确定如何写入：{reason}'],
  ['This workspace has no namespace {namespace}: choose one of {namespaces}', '此工作区没有命名空间 {namespace}：请从 {namespaces} 中选择'],
  ['There is an Ingress {ingress} that is not of the class "{class}": choose another name', '已有不属于类“{class}”的 Ingress {ingress}：请改用其他名称'],
  ['The Ingress {ingress} has a default backend already: change or delete that one', 'Ingress {ingress} 已有默认后端：请更改或删除它'],
  ['The Ingress {ingress} has this host and path already, as {route}: change that route', 'Ingress {ingress} 已有此主机和路径，即 {route}：请更改那条路由'],
  [
    'The IngressClass "{class}" is of another controller: an Ingress of it is none of this workspace',
    'IngressClass“{class}”属于另一控制器：此类的 Ingress 不属于此工作区',
  ],
  ['The annotation app-root of the Ingress {ingress} makes this route: change that', '此路由由 Ingress {ingress} 的注解 app-root 生成：请更改该注解'],
  [
    'The paths of the Ingress {ingress} are no routes: it is the canary of another one, or cannot be read. Choose another name',
    'Ingress {ingress} 的路径不是路由：它是另一个 Ingress 的金丝雀，或无法读取。请改用其他名称',
  ],
  ['The route of this canary is deleted by the same change', '同一次更改删除了此金丝雀的路由'],
  [
    'All routes of the Ingress {ingress} have this in common, and {route} shall be otherwise: say the same of both, or put one into an Ingress of its own',
    'Ingress {ingress} 的所有路由共用此设置，而 {route} 的要求不同：请使两者一致，或将其中一条放入单独的 Ingress',
  ],
  [
    'This is one annotation for all routes of the Ingress {ingress}: {routes} would change, too',
    '这是 Ingress {ingress} 所有路由共用的一个注解：{routes} 也会随之改变',
  ],
  ['The Ingress {ingress} shows one certificate for a host: {routes} would change, too', 'Ingress {ingress} 对一个主机只出示一张证书：{routes} 也会随之改变'],
  [
    'An entry of spec.tls for several hosts covers this one: name another certificate, or change that entry in the Ingress',
    'spec.tls 中有一项涵盖多个主机，其中包括此主机：请指定其他证书，或在 Ingress 中更改该项',
  ],
  [
    '"{certificate}" is no Secret of the namespace {namespace}: certificates are named <namespace>.<Secret>, and spec.tls names Secrets of its own namespace only',
    '“{certificate}”不是命名空间 {namespace} 的 Secret：证书以 <命名空间>.<Secret> 命名，而 spec.tls 只能指定本命名空间的 Secret',
  ],
  [
    '"{name}" is no port of a Service of this cluster: services are named <namespace>.<Service>.<port>, such as "{namespace}.shop.80"',
    '“{name}”不是此集群中 Service 的端口：服务以 <命名空间>.<Service>.<端口> 命名，例如“{namespace}.shop.80”',
  ],
  [
    '"{name}" is of the namespace {other}, and an Ingress leads to Services of its own namespace only: choose one of {namespace}',
    '“{name}”属于命名空间 {other}，而 Ingress 只能转发到本命名空间的 Service：请选择 {namespace} 中的一个',
  ],
  ['This port is called "{name}" here', '此端口在这里的名称是“{name}”'],
  ['A canary of a cluster has the name of its route: call it "{route}"', '集群中的金丝雀与其路由同名：请命名为“{route}”'],
  ['There is no route "{route}" in the Ingress {ingress}', 'Ingress {ingress} 中没有路由“{route}”'],
  [
    'The canary {canary} holds for all routes of the Ingress {ingress}, and would send requests of this one to {service}, too',
    '金丝雀 {canary} 对 Ingress {ingress} 的所有路由生效，也会将此路由的请求转发到 {service}',
  ],
  [
    'The canaries of the Ingress {ingress} are one, and {canary} shall be otherwise by the same change: say the same of both',
    'Ingress {ingress} 的各金丝雀是同一个，而同一次更改对 {canary} 的要求不同：请使两者一致',
  ],
  ['The annotation {annotation} cannot say this: {reason}', '注解 {annotation} 无法表达此设置：{reason}'],
  ['an Ingress cannot take it away, since its class says so', 'Ingress 无法取消它，因为其类如此规定'],
  ['it is read as something else', '读取的结果会不同'],
  ['Only the dialect nginx has this: choose the type "regular expression" for the path instead', '只有 nginx 方言支持此项：请改为将路径类型选为“正则表达式”'],
  [
    'The paths of one Ingress are read alike, and this one cannot be read as {type} beside the others: put it into an Ingress of its own',
    `同一 Ingress 的路径按同一方式读取，此路径与其他路径并存时无法按 {type} 读取：${OWN_INGRESS}`,
  ],
  [
    'The paths of one Ingress are read alike, and this one cannot be read so beside the others: put it into an Ingress of its own',
    `同一 Ingress 的路径按同一方式读取，此路径与其他路径并存时无法如此读取：${OWN_INGRESS}`,
  ],
  [
    'With this, or without it, other paths of the Ingress are read as something else: put the route into an Ingress of its own',
    `无论有无此项，该 Ingress 的其他路径都会被读成别的内容：${OWN_INGRESS}`,
  ],
  [
    `Every consumer may not pass in a cluster, only the users of a Secret: ${HOW}`,
    `在集群中不能放行所有消费者，只能放行某个 Secret 的用户：${HOW_CHINESE}`,
  ],
  [
    `Consumers of a cluster are the users of its Secrets, and no Secret has exactly these: ${HOW}`,
    `集群的消费者是其 Secret 的用户，而没有哪个 Secret 恰好含有这些用户：${HOW_CHINESE}`,
  ],
  ['Needs {annotation}', '需要 {annotation}'],
  ['Is no YAML: {detail}', '不是有效的 YAML：{detail}'],
  ['Has {count} characters; at most {limit} are read', '有 {count} 个字符；最多读取 {limit} 个'],
  [
    'Has {count} characters; all YAML in the annotations of one object may have {limit} together',
    '有 {count} 个字符；一个对象的注解中所有 YAML 合计最多 {limit} 个',
  ],
  ['At most {limit} filters', '最多 {limit} 个过滤器'],
  ['{reason}; it takes: {values}', '{reason}；可用的值：{values}'],
]
