import { define, type Definition } from './definition.ts'

const service = define('service')

const PROTOCOL = "`http`, `https`, `grpc`, `grpcs`; default by the port's appProtocol, else `http`"
const TIMEOUT = 'milliseconds, default 60000'

/** How the ports of a V1Service are spoken to. */
export const SERVICE_ANNOTATIONS: readonly Definition[] = [
  service('protocol', 'text', 'protocol', PROTOCOL, 'https'),
  service('path', 'text', 'path', 'what every path asked of the targets begins with', '/app'),
  service('retries', 'yaml', 'retries', '0 to 32767, default 5', '2'),
  service('connect-timeout-ms', 'yaml', 'connectTimeoutMs', TIMEOUT, '5000'),
  service('read-timeout-ms', 'yaml', 'readTimeoutMs', TIMEOUT, '30000'),
  service('write-timeout-ms', 'yaml', 'writeTimeoutMs', TIMEOUT, '30000'),
  service('enabled', 'yaml', 'enabled', '`true` (default), `false`: requests get 503', 'false'),
  service('tags', 'list', 'tags', 'list of words', 'team-a'),
]
