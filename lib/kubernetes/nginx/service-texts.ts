import type { Texts } from '../annotations/apply.ts'
import { objectKeyOf, type V1Ingress } from '../objects.ts'
import type { KeptIngress } from '../read/memo.ts'
import { isOlder } from '../read/owners.ts'
import type { Finding } from './reader.ts'
import type { Pairs } from './pair.ts'

// Without a word on it, HTTP is meant; ingress-nginx does not look at appProtocol.
const SILENT: Texts = { protocol: 'http' }
const SPOKEN = new WeakMap<Texts, Texts>()

/** What stands for the annotations of the V1Service of a service of ours. */
export function textsOfService(said: ReadonlyMap<string, Texts> | undefined, service: string): Texts {
  const texts = said?.get(service)
  if (!texts) return SILENT
  const known = SPOKEN.get(texts) ?? { ...SILENT, ...texts }
  SPOKEN.set(texts, known)
  return known
}

/** By our annotation on a V1Service: that of ingress-nginx on an Ingress. */
const NAMES: Record<string, string> = {
  protocol: 'backend-protocol',
  'tls-verify': 'proxy-ssl-verify',
  'connect-timeout-ms': 'proxy-connect-timeout',
  'read-timeout-ms': 'proxy-read-timeout',
  'write-timeout-ms': 'proxy-send-timeout',
  retries: 'proxy-next-upstream-tries',
  algorithm: 'load-balance',
  'service-upstream': 'service-upstream',
}
const nameOf = (text: string) => NAMES[text] ?? 'upstream-hash-by'

type Said = { value: string; ingress: V1Ingress }

export type ServiceTexts = {
  /** By service of ours: what stands for the annotations of its V1Service. */
  byService: ReadonlyMap<string, Texts>
  /** What an Ingress does not get, since an older one says something else of the same port. */
  findings(kept: KeptIngress): Finding[]
}

const NOTHING: ServiceTexts = { byService: new Map(), findings: () => [] }

const servicesOf = ({ ingress, read }: KeptIngress, { byMain }: Pairs): Set<string> => {
  const canaries = (byMain.get(ingress) ?? []).map(({ canary }) => canary.declared.object.service)
  return new Set([...read.routes.flatMap(({ object }) => object.service ?? []), ...canaries])
}

/**
 * What Ingresses say of the ports of V1Services. A port is the same for all who lead there: of each thing the oldest Ingress
 * that says it is heard.
 */
export function serviceTexts(kept: readonly KeptIngress[], pairs: Pairs): ServiceTexts {
  const speakers = kept.filter(({ read }) => Object.keys(read.nginx?.service ?? {}).length > 0)
  if (speakers.length === 0) return NOTHING
  const said = new Map<string, Map<string, Said>>()
  for (const one of speakers) {
    for (const service of servicesOf(one, pairs)) {
      const texts = said.get(service) ?? new Map<string, Said>()
      said.set(service, texts)
      for (const [name, value] of Object.entries(one.read.nginx!.service)) {
        const known = texts.get(name)
        if (!known || isOlder(one.ingress, known.ingress)) texts.set(name, { value, ingress: one.ingress })
      }
    }
  }
  const byService = new Map([...said].map(([service, texts]) => [service, Object.fromEntries([...texts].map(([name, { value }]) => [name, value]))]))
  return {
    byService,
    findings(one) {
      const found = new Map<string, Finding>()
      for (const service of servicesOf(one, pairs)) {
        for (const [text, { value, ingress }] of said.get(service) ?? []) {
          // Without a word on it, HTTP is meant.
          const own = one.read.nginx!.service[text] ?? (text === 'protocol' ? 'http' : value)
          if (own === value) continue
          const reason = `The port ${service} is spoken to as the Ingress ${objectKeyOf(ingress.metadata)} says (${value}); a port is the same for all`
          found.set(nameOf(text), { name: nameOf(text), kind: 'unserved', reason })
        }
      }
      return [...found.values()]
    },
  }
}
