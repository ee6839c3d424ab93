import net, { type Socket } from 'node:net'

/** All sockets of this process, in which the proxies of tests run, too. Node has no public way to them. */
export const ownSockets = (): Socket[] =>
  (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles().filter((handle) => handle instanceof net.Socket)

/** The proxy's end of a test's connection. */
export const otherEnd = ({ localPort }: Socket): Socket => ownSockets().find((socket) => socket.remotePort === localPort)!
