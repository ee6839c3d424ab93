import { z } from 'zod'
import { CertificatePem, Host, Millis, Name, Port, Tags, Text } from './common.ts'
import { ServiceInCluster } from './in-cluster.ts'
import { rule } from './rule.ts'

export const ServiceProtocol = z.enum(['http', 'https', 'grpc', 'grpcs', 'tcp', 'tls', 'udp'])
export type ServiceProtocol = z.infer<typeof ServiceProtocol>

const WITH_TLS: ServiceProtocol[] = ['https', 'grpcs', 'tls']
const WITH_PATH: ServiceProtocol[] = ['http', 'https']

/** What a route forwards to (Kong service): an upstream, or a host and port without one. */
export const Service = z
  .strictObject({
    name: Name,
    protocol: ServiceProtocol.default('http'),
    upstream: Name.optional(),
    host: Host.optional(),
    /** With `host`: where to connect. Absent = 80, or 443 with TLS. Targets of an upstream have their own ports. */
    port: Port.optional(),
    path: Text.startsWith('/', rule('path')).regex(/^[^?#]*$/, rule('pathQuery')).optional(),
    retries: z.number().int().min(0).max(32767).default(5),
    connectTimeoutMs: Millis.default(60_000),
    readTimeoutMs: Millis.default(60_000),
    writeTimeoutMs: Millis.default(60_000),
    /** Absent = true: a certificate that does not verify answers 502. */
    tlsVerify: z.boolean().optional(),
    /** PEM bundle that replaces the system's authorities. */
    caCertificates: CertificatePem.optional(),
    /** Name of the certificate that Sluice presents to the targets. */
    clientCertificate: Name.optional(),
    enabled: z.boolean().default(true),
    tags: Tags,
    kubernetes: ServiceInCluster.optional(),
  })
  .refine((v) => (v.upstream === undefined) !== (v.host === undefined), { ...rule('upstreamOrHost'), path: ['upstream'] })
  .refine((v) => v.path === undefined || WITH_PATH.includes(v.protocol), { ...rule('pathOfStream'), path: ['path'] })
  .refine(
    (v) => WITH_TLS.includes(v.protocol) || (v.tlsVerify === undefined && v.caCertificates === undefined && v.clientCertificate === undefined),
    { ...rule('tlsOfPlain'), path: ['protocol'] },
  )
export type Service = z.infer<typeof Service>
