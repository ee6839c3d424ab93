import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startBackground, whenListening } from '../background.ts'
import { freePorts } from '../free-ports.ts'
import { versionOf } from '../installed.ts'
import type { Site } from '../site.ts'
import type { Subject } from './subject.ts'

const config = ({ backendPort, certificate }: Site, http: number, https: number): string => `global
  nbthread 1
  maxconn 11000
  no strict-limits
  ssl-default-bind-options ssl-min-ver TLSv1.3
defaults
  mode http
  timeout connect 5s
  timeout client 1h
  timeout server 1h
  http-reuse always
  option forwardfor
frontend entrance
  bind 127.0.0.1:${http} backlog 4096
  bind 127.0.0.1:${https} ssl crt ${certificate.pemFile} alpn http/1.1 backlog 4096
  http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]
  default_backend site
backend site
  server one 127.0.0.1:${backendPort}
`

export const haproxy: Subject = {
  name: 'haproxy',
  version: () => versionOf('haproxy', ['-v']),
  async start(site) {
    const [http = 0, https = 0] = await freePorts(2)
    const file = path.join(site.folder, 'haproxy.cfg')
    await writeFile(file, config(site, http, https))
    const background = startBackground('haproxy', ['-db', '-f', file])
    await whenListening(background, [http, https])
    return { background, http, https }
  },
}
