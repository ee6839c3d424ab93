import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { startBackground, whenListening } from '../background.ts'
import { freePorts } from '../free-ports.ts'
import type { Subject } from './subject.ts'

const CHILD = new URL('node-peer-child.ts', import.meta.url).pathname
const require = createRequire(import.meta.url)

/** The version in the package.json above a package's entry; null if the package is not installed. */
function packageVersion(name: string): string | null {
  try {
    const folder = require.resolve.paths(name)!.find((folder) => manifestOf(path.join(folder, name)) !== null)
    return folder === undefined ? null : manifestOf(path.join(folder, name))!.version
  } catch {
    return null
  }
}

function manifestOf(folder: string): { version: string } | null {
  try {
    return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const nodePeer = (name: string, packages: readonly string[]): Subject => ({
  name,
  version: () => (packages.every((needed) => packageVersion(needed) !== null) ? packageVersion(name) : null),
  async start({ backendPort, certificate }) {
    const [http = 0, https = 0] = await freePorts(2)
    const ports = [backendPort, http, https].map(String)
    const background = startBackground(process.execPath, [CHILD, name, ...ports, certificate.certFile, certificate.keyFile])
    await whenListening(background, [http, https])
    return { background, http, https }
  },
})

export const NODE_PEERS: Subject[] = [
  nodePeer('http-proxy', ['http-proxy']),
  nodePeer('@fastify/http-proxy', ['@fastify/http-proxy', 'fastify']),
]
