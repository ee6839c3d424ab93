import type { Direction } from '#lib/kubernetes/reach/objects.ts'
import type { Locale } from '../messages.ts'

type Peer = { pods: string | null; namespaces: string | null; cidr: string | null; except: readonly string[] }

const anything = (text: string, all: string, some: (text: string) => string) => (text === '' ? all : some(text))

const WORDS = {
  en: {
    cidr: (cidr: string, except: readonly string[]) => `addresses in ${cidr}${except.length > 0 ? ` except ${except.join(', ')}` : ''}`,
    pods: (text: string) => anything(text, 'all pods', (some) => `pods with ${some}`),
    here: ' of this namespace',
    namespaces: (text: string) => anything(text, ' of all namespaces', (some) => ` of namespaces with ${some}`),
    allPods: 'all pods',
    from: 'from ',
    to: 'to ',
    anywhere: { Ingress: 'from everywhere', Egress: 'to everywhere' },
    or: ', or ',
    ports: (ports: readonly string[]) => (ports.length === 0 ? ', on every port' : `, on ${ports.join(', ')}`),
  },
  'zh-CN': {
    cidr: (cidr: string, except: readonly string[]) => `${cidr} 中的地址${except.length > 0 ? `（${except.join('、')} 除外）` : ''}`,
    pods: (text: string) => anything(text, '所有 Pod', (some) => `带有 ${some} 的 Pod`),
    here: '（本命名空间）',
    namespaces: (text: string) => anything(text, '（所有命名空间）', (some) => `（带有 ${some} 的命名空间）`),
    allPods: '所有 Pod',
    from: '来自',
    to: '去往',
    anywhere: { Ingress: '来自任何地方', Egress: '去往任何地方' },
    or: '，或',
    ports: (ports: readonly string[]) => (ports.length === 0 ? '，所有端口' : `，端口 ${ports.join('、')}`),
  },
} as const

/** A rule of a network policy as a phrase: `from pods with app=web of this namespace, on TCP 80`. */
export function sayRule({ peers, ports }: { peers: readonly Peer[]; ports: readonly string[] }, direction: Direction, locale: Locale): string {
  const words = WORDS[locale]
  const whom = peers.map(({ pods, namespaces, cidr, except }) => {
    if (cidr !== null) return words.cidr(cidr, except)
    const where = namespaces === null ? words.here : words.namespaces(namespaces)
    return `${pods === null ? words.allPods : words.pods(pods)}${where}`
  })
  const start = peers.length === 0 ? words.anywhere[direction] : `${direction === 'Ingress' ? words.from : words.to}${whom.join(words.or)}`
  return `${start}${words.ports(ports)}`
}
