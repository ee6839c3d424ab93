import { z } from 'zod'
import type { StreamRequest } from '#lib/model/request.ts'

/** One end of a stream, as far as it is known. */
export type Endpoint = NonNullable<StreamRequest['source']>

const ADDRESS = z.union([z.ipv4(), z.ipv6()])

/** `10.0.0.7:51000`, `[::1]:51000`, or an address alone; null when it is none of them. */
export function parseEndpoint(text: string): Endpoint | null {
  const given = text.trim()
  if (ADDRESS.safeParse(given).success) return { ip: given }
  const [, v6, v4, digits] = /^(?:\[([^\]\s]+)\]|([^:\s]+))(?::(\d{1,5}))?$/.exec(given) ?? []
  const ip = v6 ?? v4
  if (ip === undefined || !ADDRESS.safeParse(ip).success) return null
  if (digits === undefined) return { ip }
  const port = Number(digits)
  return port < 1 || port > 65_535 ? null : { ip, port }
}

export function endpointText({ ip, port }: Endpoint): string {
  if (port === undefined) return ip
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
}
