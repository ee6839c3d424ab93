import http from 'node:http'
import https from 'node:https'

export type Sent = { status: number; headers: http.IncomingHttpHeaders; body: string }

type Options = { host: string; path?: string; headers?: Record<string, string>; method?: string; agent?: http.Agent }

/**
 * Sends one request to a proxy's address with a Host of its own choice, as `curl --connect-to` does. Certificates are not
 * checked; the SNI is the host.
 */
export function send(address: string, { host, path = '/', headers = {}, method = 'GET', agent }: Options): Promise<Sent> {
  const { protocol, hostname, port } = new URL(address)
  const options = { host: hostname, port, path, method, headers: { ...headers, host }, ...(agent ? { agent } : { agent: false as const }) }
  return new Promise((resolve, reject) => {
    const read = (response: http.IncomingMessage) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }))
    }
    const request =
      protocol === 'https:'
        ? https.request({ ...options, servername: host.replace(/:\d+$/, ''), rejectUnauthorized: false }, read)
        : http.request(options, read)
    request.on('error', reject)
    request.end()
  })
}
