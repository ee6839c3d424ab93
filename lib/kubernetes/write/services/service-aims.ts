import { isDeepStrictEqual } from 'node:util'
import type { Service } from '#lib/model/service.ts'
import type { Upstream } from '#lib/model/upstream.ts'
import { ownTexts } from '../../annotations/apply.ts'
import { weightKey as keyOf } from '../../annotations/target-weights.ts'
import type { V1Service } from '../../objects.ts'
import { appProtocolOf } from '../../read/service.ts'
import { targetOf } from '../../read/targets.ts'
import { asService, readPort, type ReadingContext } from './port-reading.ts'
import type { Scene } from '../scene.ts'
import type { Port } from './service-shape.ts'
import { setAppProtocol, specOf } from './service-spec.ts'
import { wantsClusterIp } from './service-targets.ts'
import { fitAnnotations, type Aim, type Unsaid } from './service-texts.ts'
import type { RawObject } from '../types.ts'

/** A service and its upstream have one list: the one of them that changes it says what it becomes. */
function tagsFor({ service, upstream, now }: Port): string[] {
  const known = now.service.tags
  return [service, upstream].map((place) => place?.object?.tags).find((tags) => tags && !isDeepStrictEqual(tags, known)) ?? known
}

/** What a port shall be read as. */
function aimFor(port: Port, v1: V1Service): Aim {
  const { service: wanted, upstream: place, now, name, port: number } = port
  const tags = tagsFor(port)
  const service: Service = { ...(wanted?.object ?? now.service), tags }
  const isHost = wanted?.object ? wanted.object.host !== undefined : !place?.object && now.upstream === null
  const { type, externalName } = v1.spec
  const external = type === 'ExternalName' && externalName ? [targetOf(externalName, number)] : []
  const own = (): Upstream => now.upstream ?? { ...now.settings.upstream, name, targets: external, tags }
  const upstream = isHost ? null : (place?.object ?? own())
  const kept = new Set(upstream?.targets.map(keyOf))
  const gone = place?.object ? (now.upstream?.targets ?? []).filter((target) => !kept.has(keyOf(target))) : []
  return { port: number, service, upstream, usesClusterIp: wantsClusterIp(port, v1), gone }
}

const AUTHORITIES =
  'No Secret of this namespace that is known holds these authorities; put them into one as "ca.crt", and name it by sluice.dev/ca-certificates'

/** By field; of others it only shows that no annotation says them. */
const UNSAID: Record<string, string> = {
  caCertificates: AUTHORITIES,
  clientCertificate: 'Only a certificate of the same namespace whose Secret is there can be shown to the targets',
  targets: 'The annotation for the weights of targets would be longer than what is read; give fewer targets a weight of their own',
  host: 'The parameters of the class say something of upstreams, so that every ExternalName has one; make the host the target of an upstream',
}

const TOGETHER = 'All ports of a Service have this in common, and they are wanted otherwise in the same change'

const OF_NGINX = 'ingress-nginx has this in annotations of Ingresses, for all Services that they lead to; it cannot be said of a Service'

function tellUnsaid(scene: Scene, ports: readonly Port[], { port, kind, path }: Unsaid): void {
  const isNginx = scene.world.workspace.dialect === 'nginx'
  const { service, upstream } = ports.find((one) => one.port === port)!
  const [first, second] = kind === 'services' ? [service, upstream] : [upstream, service]
  const place = first?.object ? first : second
  const field = String(path[0] ?? '')
  const isAlone = isNginx || ports.length === 1 || field === 'host' || field === 'clientCertificate'
  const code = field === 'caCertificates' && !isNginx ? 'DERIVED' : isAlone ? 'NOT_SAYABLE' : 'SHARED'
  scene.issue(place!.at, path, code, isNginx ? OF_NGINX : (UNSAID[field] ?? (isAlone ? 'No annotation says this' : TOGETHER)))
}

function setAnnotations(draft: RawObject, annotations: Record<string, string>): void {
  if (isDeepStrictEqual(annotations, draft.metadata.annotations ?? {})) return
  if (Object.keys(annotations).length > 0) draft.metadata.annotations = annotations
  else delete draft.metadata.annotations
}

const withAnnotations = (v1: V1Service, annotations: Record<string, string>): V1Service => ({ ...v1, metadata: { ...v1.metadata, annotations } })

/** Says by annotations, and by `appProtocol`, what the wanted ports shall be, and leaves what says it already. */
export function writeSettings(scene: Scene, draft: RawObject, ports: readonly Port[], context: ReadingContext): void {
  const spec = specOf(draft)
  const aims = ports.map((port) => aimFor(port, asService(draft)))
  const own = ownTexts(draft.metadata.annotations)
  for (const [place, { service, port }] of scene.world.workspace.dialect === 'nginx' ? [] : aims.entries()) {
    const { now } = ports[place]!
    if (now.service.protocol !== service.protocol && own['protocol'] === undefined) {
      setAppProtocol(spec, port, service.protocol, appProtocolOf(now.listed) !== undefined)
    }
  }
  const v1 = asService(draft)
  const { annotations, unsaid } = fitAnnotations(
    draft.metadata.annotations ?? {},
    aims,
    (texts, port) => readPort(withAnnotations(v1, texts), port, [], context),
    { namespace: v1.metadata.namespace, context },
  )
  const isOutside = v1.spec.type === 'ExternalName'
  for (const one of unsaid) if (isOutside || one.path[0] !== 'host') tellUnsaid(scene, ports, one)
  setAnnotations(draft, annotations)
}
