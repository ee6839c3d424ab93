import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'

type Tls = { cert: string; key: string }
type ProxyServer = { web: http.RequestListener; on(event: 'error', on: () => void): void }
type HttpProxy = { createProxyServer(options: object): ProxyServer }
type FastifyServer = { register(plugin: unknown, options: object): void; listen(options: object): Promise<string> }

/** By a name that the compiler does not follow: neither package need be installed. */
const load = async <T>(name: string): Promise<T> => ((await import(name)) as { default: T }).default

const [name = '', backend, plainPort, tlsPort, certFile = '', keyFile = ''] = process.argv.slice(2)
const target = `http://127.0.0.1:${backend}`
const tls: Tls = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }

async function runHttpProxy(): Promise<void> {
  const { createProxyServer } = await load<HttpProxy>('http-proxy')
  const proxy = createProxyServer({ target, xfwd: true, agent: new http.Agent({ keepAlive: true }) })
  proxy.on('error', () => {})
  const serve: http.RequestListener = (req, res) => proxy.web(req, res)
  http.createServer(serve).listen(Number(plainPort), '127.0.0.1')
  https.createServer(tls, serve).listen(Number(tlsPort), '127.0.0.1')
}

async function runFastify(): Promise<void> {
  const create = await load<(options: object) => FastifyServer>('fastify')
  const plugin = await load<unknown>('@fastify/http-proxy')
  const replyOptions = {
    rewriteRequestHeaders: (request: { ip: string; protocol: string }, headers: object) => ({
      ...headers, 'x-forwarded-for': request.ip, 'x-forwarded-proto': request.protocol,
    }),
  }
  for (const [port, options] of [[plainPort, {}], [tlsPort, { https: tls }]] as const) {
    const server = create(options)
    server.register(plugin, { upstream: target, replyOptions })
    await server.listen({ port: Number(port), host: '127.0.0.1' })
  }
}

await (name === 'http-proxy' ? runHttpProxy() : runFastify())
