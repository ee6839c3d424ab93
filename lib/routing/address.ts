/** A target as it is named everywhere: `host:port`, an IPv6 host in brackets (RFC 3986 §3.2.2). */
export const addressOf = ({ host, port }: { host: string; port: number }): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)
