import { z } from 'zod'
import { Host, Port } from '#lib/model/common.ts'
import { Target } from '#lib/model/upstream.ts'

const WITH_PORT = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/

function isAddress(key: string): boolean {
  const [, six, host, port] = WITH_PORT.exec(key) ?? []
  if (port !== undefined && !Port.safeParse(Number(port)).success) return false
  return Host.safeParse(six ?? host ?? key).success
}

/** By `address:port`, or by an address for all its ports; IPv6 with a port stands in brackets. */
export const TargetWeights = z.record(
  z.string().toLowerCase().refine(isAddress, 'Must be an address or address:port, such as "10.0.0.1:8080"'),
  Target.shape.weight.unwrap(),
)
export type TargetWeights = z.infer<typeof TargetWeights>

/** The key of one target. */
export const weightKey = ({ host, port }: { host: string; port: number }): string => {
  const name = host.toLowerCase()
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`
}

const DEFAULT = 100

/** Of a target: its own, else that of its address, else that of every target. */
export const weightOf = (weights: TargetWeights, target: { host: string; port: number }): number =>
  weights[weightKey(target)] ?? weights[target.host.toLowerCase()] ?? DEFAULT
