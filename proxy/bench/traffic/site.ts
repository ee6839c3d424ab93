import { X509Certificate } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { selfSigned } from '#proxy/tls/self-signed.ts'

/** What all subjects of a case share: the name that clients ask for, its certificate, and who answers behind the proxy. */
export type Site = {
  folder: string
  backendPort: number
  certificate: { cert: string; key: string; certFile: string; keyFile: string; /** Both in one, as HAProxy wants them. */ pemFile: string }
}

export const HOST = 'bench.example.test'

/** A temporary folder with the certificate in it, gone after `use`. */
export async function withFolder<T>(use: (folder: string, certificate: Site['certificate']) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-bench-'))
  // A benchmark that is interrupted unwinds nothing.
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  try {
    const { cert, key } = selfSigned(HOST, Date.now())
    if (!new X509Certificate(cert).checkHost(HOST)) throw new Error(`The certificate is not for ${HOST}`)
    const file = (name: string) => path.join(folder, name)
    const files = { certFile: file('cert.pem'), keyFile: file('key.pem'), pemFile: file('both.pem') }
    await Promise.all([writeFile(files.certFile, cert), writeFile(files.keyFile, key), writeFile(files.pemFile, cert + key)])
    return await use(folder, { cert, key, ...files })
  } finally {
    process.off('exit', remove)
    await rm(folder, { recursive: true, force: true })
  }
}
