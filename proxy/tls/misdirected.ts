/**
 * Whether a request came over a connection that was made for a name with other rules about clients' certificates
 * (RFC 9110 §7.4, 421): it gets a connection of its own.
 * @param policyOf of the certificates that are served now
 * @param policy under which the connection was made; of a client that sends no SNI, that of the default certificate
 * @param host of the request, with or without a port
 */
export const isMisdirected = (policyOf: (serverName: string) => string, policy: string, host: string): boolean => policyOf(nameOf(host)) !== policy

const nameOf = (host: string): string => host.replace(/:\d*$/, '')
