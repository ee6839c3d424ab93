import { z } from 'zod'
import type { StreamRequest } from '#lib/model/request.ts'

export type Endpoint = StreamRequest['source']

const ADDRESS = z.union([z.ipv4(), z.ipv6()])

/** `10.0.0.7:51000` or `[::1]:51000`; null when it is neither. */
export function parseEndpoint(text: string): Endpoint | null {
  const [, v6, v4, digits] = /^(?:\[([^\]\s]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text.trim()) ?? []
  const ip = v6 ?? v4
  const port = Number(digits)
  if (ip === undefined || port < 1 || port > 65_535 || !ADDRESS.safeParse(ip).success) return null
  return { ip, port }
}

export const endpointText = ({ ip, port }: Endpoint) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)
