import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { startBackground, whenListening, type Background } from './background.ts'
import { BODIES, bodyOf, type BodyPath } from './bodies.ts'
import { freePorts } from './free-ports.ts'
import { nginxConfig } from './subjects/nginx-config.ts'
import { versionOf } from './installed.ts'

const CHILD = new URL('backend-child.ts', import.meta.url).pathname

const server = (folder: string, port: number): string => `
  sendfile on;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    root ${folder}/bodies;
    default_type text/plain;
    location = /1k { return 200 "${bodyOf('/1k')}"; }
  }`

/** Who answers behind every subject: nginx, which costs least, or where there is none a small server of our own. */
export async function startBackend(folder: string): Promise<{ port: number; name: string; background: Background }> {
  const [port = 0] = await freePorts(1)
  const isNginx = versionOf('nginx', ['-v']) !== null
  const background = isNginx ? await startNginx(folder, port) : startBackground(process.execPath, [CHILD, String(port)])
  await whenListening(background, [port])
  return { port, name: isNginx ? 'nginx' : 'node', background }
}

async function startNginx(folder: string, port: number): Promise<Background> {
  const file = await nginxConfig(path.join(folder, 'backend'), server(path.join(folder, 'backend'), port))
  for (const name of Object.keys(BODIES) as BodyPath[]) await writeFile(path.join(folder, 'backend', 'bodies', name), bodyOf(name))
  return startBackground('nginx', ['-c', file])
}
