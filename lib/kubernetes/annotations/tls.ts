import { define, type Definition } from './definition.ts'

const service = define('service')
const v1Service = define('v1Service')

const VERIFY = '`true` (default): a certificate that does not verify answers 502; `false`'
const AUTHORITIES = "a Secret of the same namespace with `ca.crt`, which replaces the system's authorities"
const CLIENT = 'a Secret of the same namespace with `tls.crt` and `tls.key`, shown to the targets'

/** TLS to the targets of a V1Service; for the protocols https and grpcs. */
export const TLS_ANNOTATIONS: readonly Definition[] = [
  service('tls-verify', 'yaml', 'tlsVerify', VERIFY, 'false'),
  v1Service('ca-certificates', 'text', 'caCertificates', AUTHORITIES, 'shop-ca', { field: 'services.caCertificates' }),
  v1Service('client-certificate', 'text', 'clientCertificate', CLIENT, 'sluice-client', { field: 'services.clientCertificate' }),
]
