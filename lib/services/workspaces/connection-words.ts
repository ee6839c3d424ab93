import type { Locale } from '../messages.ts'

/** What `lib/kubernetes` says of a connection, which knows no reader; what matches none of these stays English. */
const CHINESE: [RegExp, string][] = [
  [/^This process does not run in a cluster: (.+) are not set$/, '此进程不在集群中运行：未设置 $1'],
  [/^The kubeconfig is not valid YAML(?: \(line (\d+)\))?$/, 'kubeconfig 不是有效的 YAML（第 $1 行）'],
  [/^The text is not a kubeconfig$/, '该文本不是 kubeconfig'],
  [/^The kubeconfig is not valid at (.+)$/, 'kubeconfig 在 $1 处无效'],
  [/^The kubeconfig has no current context: choose one \((.+)\)$/, 'kubeconfig 没有当前上下文：请选择一个（$1）'],
  [/^The kubeconfig has no context "(.+)" \(it has: (.+)\)$/, 'kubeconfig 中没有上下文“$1”（现有：$2）'],
  [/^The context "(.+)" names the (cluster|user) "(.+)", which the kubeconfig does not have$/, '上下文“$1”引用的 $2“$3”不在 kubeconfig 中'],
  [/^The server of the context "(.+)" is not an address that starts with https:\/\/$/, '上下文“$1”的服务器地址必须以 https:// 开头'],
  [
    /^The kubeconfig names a file \((.+)\), and files do not come with a text: use what "(.+)" prints$/,
    'kubeconfig 引用了文件（$1），而文本中不包含文件：请使用“$2”输出的内容',
  ],
  [
    /^The kubeconfig gets its credentials from a program \((.+)\), which would run on this machine: .+$/,
    'kubeconfig 从程序（$1）获取凭据，该程序会在此机器上运行：需要管理员为此工作区允许，或改用带令牌的 kubeconfig',
  ],
  [/^The kubeconfig cannot be read: (.+): there is no such file$/, '无法读取 kubeconfig：文件 $1 不存在'],
  [/^The kubeconfig cannot be read: (.+): it may not be read$/, '无法读取 kubeconfig：没有读取 $1 的权限'],
  [/^The token cannot be read: (.+): .+$/, '无法读取令牌：$1'],
  [/^(\S+) does not answer: (.+)$/, '$1 没有响应：$2'],
  [/^(\S+) sends nothing any more$/, '$1 不再发送任何数据'],
  [/^(\S+) answered (\d+)$/, '$1 返回 $2'],
]

/** A message of a connection in the reader's language. */
export function sayConnection(locale: Locale, message: string): string {
  const found = locale === 'zh-CN' ? CHINESE.find(([pattern]) => pattern.test(message)) : undefined
  return found ? message.replace(found[0], found[1]) : message
}
