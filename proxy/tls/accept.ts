import type { Socket } from 'node:net'
import type { Gate } from '../http1/exchange.ts'
import { loadCertificates, type Certificates } from './certificates.ts'
import { Handshake, type IdentityOf, type OnSecure } from './handshake.ts'
import { createIdentities } from './identities.ts'

/** Of the first byte and all that follows until the handshake is over. */
export const HANDSHAKE_MS = 10_000

let nothing: Certificates | null = null

/** Before the first snapshot, our own certificate. */
const identityOf: IdentityOf = (gate, serverName) =>
  (gate.live?.certificates ?? (nothing ??= loadCertificates([], createIdentities()))).identityOf(serverName)

/**
 * Makes a connection of clear bytes out of one that was just accepted. One look at the ClientHello decides certificate and
 * client-certificate policy, before OpenSSL sees a byte: its SNI callback could not ask for certificates by name.
 * Until `onSecure` is called, the socket belongs to this function, its errors and its time limit too. Afterwards they are
 * the caller's, on the socket that it is given. What fails is counted in `gate.tally`.
 * @param socket without listeners; nothing of it has been read
 */
export function acceptTls(gate: Gate, socket: Socket, onSecure: OnSecure, handshakeMs = HANDSHAKE_MS): void {
  new Handshake(gate, socket, identityOf, onSecure).start(handshakeMs)
}
