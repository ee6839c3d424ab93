import { Agent, request } from 'node:http'
import { API_HOST, SHOP_HOST } from './objects.ts'

const VISITS = [
  { host: SHOP_HOST, path: '/', share: 0.5 },
  { host: SHOP_HOST, path: '/cart', share: 0.3 },
  { host: API_HOST, path: '/v1/products', share: 0.2 },
]

function pick(): (typeof VISITS)[number] {
  let left = Math.random()
  return VISITS.find(({ share }) => (left -= share) < 0) ?? VISITS[0]!
}

/**
 * Sends about `perSecond` requests a second through the proxy until stopped. Failures are the dashboard's to show.
 * @returns stop
 */
export function startTraffic(proxy: { host: string; port: number }, perSecond: number): () => void {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const visit = () => {
    const { host, path } = pick()
    const sent = request({ ...proxy, agent, path, headers: { host } }, (response) => response.resume())
    sent.on('error', () => {})
    sent.end()
  }
  const timer = setInterval(visit, 1000 / perSecond)
  return () => {
    clearInterval(timer)
    agent.destroy()
  }
}
