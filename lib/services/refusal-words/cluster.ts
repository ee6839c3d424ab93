import type { Phrase } from './phrase.ts'

/** What would change that nobody asked for. */
const OTHERS: readonly Phrase[] = [
  ['The route {name} would change, too', '路由 {name} 也会改变'],
  ['The route {name} would change, too: {field}', '路由 {name} 也会改变：{field}'],
  ['The route {name} would be gone, too', '路由 {name} 也会消失'],
  ['The canary {name} would change, too', '金丝雀 {name} 也会改变'],
  ['The canary {name} would be gone, too', '金丝雀 {name} 也会消失'],
  ['The service {name} would change, too: {field}', '服务 {name} 也会改变：{field}'],
  ['The service {name} would be gone, too', '服务 {name} 也会消失'],
  ['The upstream {name} would change, too: {field}', '上游 {name} 也会改变：{field}'],
  ['The upstream {name} would be gone, too', '上游 {name} 也会消失'],
]

/** What is said of a change that a cluster does not hold as it was meant, or that was not made. */
export const CLUSTER_PHRASES: readonly Phrase[] = [
  ...OTHERS,
  ['"{name}" of {kind} would change, too', '{kind}“{name}”也会改变'],
  ['Would still be there', '之后仍会存在'],
  ['Would still be there: something else refers to it, or takes its name', '之后仍会存在：有其他对象引用它，或占用其名称'],
  ['This would not be read back at all', '写入后将完全读不回来'],
  ['Would be read back as {what}', '读回时将是：{what}'],
  ['something else', '别的内容'],
  ['nothing', '空值'],
  [
    '{what} belongs to the Ingress {winner} of another namespace and is left out here; {remedy}',
    '{what}属于另一命名空间的 Ingress {winner}，此处已忽略；{remedy}',
  ],
  ['The path {path} of the host {host}', '主机 {host} 的路径 {path} '],
  ['The path {path} of every host', '所有主机的路径 {path} '],
  ['The default backend', '默认后端'],
  ['choose another host, or a plain path that it does not have', '请改用其他主机，或它没有的普通路径'],
  ['name hosts by rules', '请通过规则指定主机'],
  ['The proxy has the same listeners for every cluster: they are set where the proxy runs', '代理对每个集群使用相同的监听器：请在代理运行处设置'],
  [
    'Consumers of a cluster are the users of Secrets that basic-auth and key-auth name: change the Secret',
    '集群的消费者是 basic-auth 和 key-auth 所引用 Secret 的用户：请更改该 Secret',
  ],
  [
    'Credentials of a cluster are the passwords and keys of Secrets that basic-auth and key-auth name: change the Secret',
    '集群的凭据是 basic-auth 和 key-auth 所引用 Secret 中的密码和密钥：请更改该 Secret',
  ],
  ['Tests of routes are not kept in the cluster', '路由测试不保存在集群中'],
  ['Route tests live beside the cluster; change them apart from its objects', '路由测试不在集群中；请将其与集群对象分开更改'],
  ['Change route tests apart from other objects', '请将路由测试与其他对象分开更改'],
  ['Still referred to by {names}, of another ingress class', '仍被属于其他 Ingress 类的以下对象引用：{names}'],
  ['{name} is changed by others all the time; try again', '{name} 不断被他人更改；请重试'],
  ['The cluster does not answer: {reason}', '集群没有响应：{reason}'],
  ['{object} cannot be read: {reason}', '无法读取 {object}：{reason}'],
  ['This workspace has no namespace {namespace}: it has {namespaces}', '此工作区没有命名空间 {namespace}：现有 {namespaces}'],
  ['{name} was read from no object of the cluster', '{name} 不是从集群中的对象读取的'],
  ['The change was made in the cluster, but its revision could not be recorded: {reason}', '更改已写入集群，但未能记录其修订：{reason}'],
  ['The cluster of workspace "{workspace}" cannot be read: {reason}', '无法读取工作区“{workspace}”的集群：{reason}'],
  ['It is not what it was', '它已不是原来的内容'],
  ['A field that would change is not as it was read', '将要更改的字段与读取时不同'],
  ['The request was ended here', '请求已在本地终止'],
]
