import path from 'node:path'
import { startBackground, whenListening } from '../background.ts'
import { freePorts } from '../free-ports.ts'
import { versionOf } from '../installed.ts'
import type { Site } from '../site.ts'
import { nginxConfig } from './nginx-config.ts'
import type { Subject } from './subject.ts'

const server = ({ backendPort, certificate }: Site, http: number, https: number): string => `
  proxy_max_temp_file_size 0;
  upstream backend {
    server 127.0.0.1:${backendPort};
    keepalive 64;
    keepalive_requests 1000000000;
    keepalive_timeout 3600s;
  }
  server {
    listen 127.0.0.1:${http} reuseport backlog=4096;
    listen 127.0.0.1:${https} ssl reuseport backlog=4096;
    ssl_certificate ${certificate.certFile};
    ssl_certificate_key ${certificate.keyFile};
    ssl_protocols TLSv1.3;
    location / {
      proxy_pass http://backend;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
  }`

export const nginx: Subject = {
  name: 'nginx',
  version: () => versionOf('nginx', ['-v']),
  async start(site, { workers }) {
    const [http = 0, https = 0] = await freePorts(2)
    const config = await nginxConfig(path.join(site.folder, `nginx-${http}`), server(site, http, https), workers)
    const background = startBackground('nginx', ['-c', config])
    await whenListening(background, [http, https])
    return { background, http, https }
  },
}
