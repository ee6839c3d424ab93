import { startBackend } from './backend.ts'
import { caddy } from './subjects/caddy.ts'
import { haproxy } from './subjects/haproxy.ts'
import { nginx } from './subjects/nginx.ts'
import { NODE_PEERS } from './subjects/node-peer.ts'
import { filteredSluice, publicSluice, sluice } from './subjects/sluice.ts'
import type { Running, Subject } from './subjects/subject.ts'
import type { Settings } from './settings.ts'
import { type Site, withFolder } from './site.ts'
import { verify } from './verify.ts'

/** Without the libraries: what takes minutes is not asked of them. */
export const SERVERS: Subject[] = [sluice, nginx, haproxy, caddy]
export const SUBJECTS: Subject[] = [...SERVERS, ...NODE_PEERS]
/** Only if it is asked for. */
const EXTRA: Subject[] = [publicSluice, filteredSluice]

/** All that stands while a case is measured. `notes`: who is behind the proxies, and which peers are not there. */
export type Stage = { site: Site; running: Running[]; notes: string[] }

/** @throws {Error} if nothing has one of the names */
function chosen(names: readonly string[], candidates: readonly Subject[]): Subject[] {
  const known = [...SUBJECTS, ...EXTRA].map(({ name }) => name)
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw new Error(`No such subject: ${unknown.join(', ')}. There are ${known.join(', ')}.`)
  return [...new Set([...candidates, ...EXTRA])].filter(({ name }) => names.includes(name))
}

/** Starts whatever of `candidates` is installed and asked for, and ends it again after `use`. */
export async function withStage<T>(settings: Settings, use: (stage: Stage) => Promise<T>, candidates = SUBJECTS): Promise<T> {
  const wanted = settings.subjects === null ? candidates : chosen(settings.subjects, candidates)
  return withSite(async (site, backend) => {
    const running: Running[] = []
    const absent: string[] = []
    try {
      for (const subject of wanted) {
        const version = subject.version()
        if (version === null) absent.push(subject.name)
        else {
          const started = await subject.start(site, { workers: 1, profileFolder: settings.profileFolder })
          const candidate: Running = { ...started, name: subject.name, variant: subject.variant, version, pid: started.background.pid }
          running.push(candidate)
          await verify(candidate, site)
        }
      }
      return await use({ site, running, notes: notesOn(backend, absent, settings) })
    } finally {
      await Promise.all(running.map(({ background }) => background.stop()))
    }
  })
}

function notesOn(backend: string, absent: string[], { profileFolder }: Settings): string[] {
  return [
    `the backend is ${backend}`,
    ...(absent.length > 0 ? [`not installed: ${absent.join(', ')}`] : []),
    ...(profileFolder === null ? [] : [`CPU profiles, which make it dearer, in ${profileFolder}`]),
  ]
}

/** A temporary site with its backend. */
export const withSite = <T>(use: (site: Site, backend: string) => Promise<T>): Promise<T> =>
  withFolder(async (folder, certificate) => {
    const { port, name, background } = await startBackend(folder)
    try {
      return await use({ folder, backendPort: port, certificate }, name)
    } finally {
      await background.stop()
    }
  })
