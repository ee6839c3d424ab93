import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startBackground, whenListening } from '../background.ts'
import { freePorts } from '../free-ports.ts'
import { versionOf } from '../installed.ts'
import { HOST, type Site } from '../site.ts'
import type { Subject } from './subject.ts'

// Without a host in the site's address: one that does not match would be answered by an empty 200.
const config = ({ backendPort, certificate }: Site, http: number, https: number): string => `{
  admin off
  auto_https off
  default_sni ${HOST}
  log {
    level ERROR
  }
  servers {
    protocols h1
  }
}
(site) {
  bind 127.0.0.1
  reverse_proxy 127.0.0.1:${backendPort} {
    transport http {
      keepalive_idle_conns_per_host 64
    }
  }
}
http://:${http} {
  import site
}
https://:${https} {
  tls ${certificate.certFile} ${certificate.keyFile} {
    protocols tls1.3
  }
  import site
}
`

export const caddy: Subject = {
  name: 'caddy',
  version: () => versionOf('caddy', ['version']),
  async start(site) {
    const [http = 0, https = 0] = await freePorts(2)
    const file = path.join(site.folder, 'Caddyfile')
    await writeFile(file, config(site, http, https))
    const env = { GOMAXPROCS: '1', HOME: site.folder }
    const background = startBackground('caddy', ['run', '--adapter', 'caddyfile', '--config', file], env)
    await whenListening(background, [http, https])
    return { background, http, https }
  },
}
