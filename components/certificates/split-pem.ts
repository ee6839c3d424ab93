const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g

/** The certificates and the private key in a text: a file or a paste often holds both. Text outside the blocks is dropped. */
export function splitPem(text: string): { cert: string; key: string } {
  const parts = { cert: [] as string[], key: [] as string[] }
  for (const [block, label = ''] of text.matchAll(BLOCK)) {
    if (label.endsWith('PRIVATE KEY')) parts.key.push(block)
    else if (label.endsWith('CERTIFICATE')) parts.cert.push(block)
  }
  const joined = (blocks: string[]) => (blocks.length === 0 ? '' : `${blocks.join('\n')}\n`)
  return { cert: joined(parts.cert), key: joined(parts.key) }
}

/** How many certificates a bundle has. */
export const countAuthorities = (bundle: string): number => [...bundle.matchAll(BLOCK)].length
