import http from 'node:http'
import https from 'node:https'
import { bodyOf } from './bodies.ts'
import { HOST, type Site } from './site.ts'
import type { Running } from './subjects/subject.ts'

function get(port: number, ca: string | null): Promise<{ status: number; body: string }> {
  const options = { host: '127.0.0.1', port, path: '/1k', headers: { host: HOST }, agent: false as const }
  return new Promise((resolve, reject) => {
    const request = ca === null ? http.get(options) : https.get({ ...options, servername: HOST, ca })
    request.once('error', reject)
    request.once('response', (response) => {
      let body = ''
      response.setEncoding('latin1')
      response.on('data', (text: string) => (body += text))
      response.once('error', reject)
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
  })
}

/** @throws {Error} unless both ports of the proxy give what the backend has: an empty 200 costs no proxy anything */
export async function verify({ name, http, https }: Pick<Running, 'name' | 'http' | 'https'>, { certificate }: Site): Promise<void> {
  for (const [port, ca] of [[http, null], [https, certificate.cert]] as const) {
    const { status, body } = await get(port, ca)
    if (status === 200 && body === bodyOf('/1k')) continue
    throw new Error(`${name} does not proxy: ${status} with ${body.length} bytes\n${body.slice(0, 300)}`)
  }
}
