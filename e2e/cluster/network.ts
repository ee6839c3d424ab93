import { execFileSync } from 'node:child_process'
import { networkInterfaces } from 'node:os'

/** Addresses of pods: all of them are this machine's own, in a network namespace that nothing leaves. */
const POD_NETWORK = '10.244.0.0/16'
const SET_UP = `ip link set lo up && ip addr add ${POD_NETWORK} dev lo && exec "$@"`

const runs = (command: string, ...args: string[]): boolean => {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A command that runs another one in a network namespace of its own, where pods have addresses; null where that cannot be. */
export function isolated(command: string, args: string[]): [string, string[]] | null {
  // Without root a user namespace gives the right to make one.
  const unshare = process.getuid?.() === 0 ? ['-n'] : ['-rn']
  const inside = [...unshare, 'sh', '-c', SET_UP, 'sh']
  return runs('unshare', ...inside, 'true') ? ['unshare', [...inside, command, ...args]] : null
}

/** Why pods cannot be reached from this process, or null if they can. */
export const podNetworkMissing = (): string | null =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ cidr }) => cidr === POD_NETWORK))
    ? null
    : 'pods need a network namespace: run `npm test -- cluster` on Linux, with ip and unshare'
