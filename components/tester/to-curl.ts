import type { RequestForm } from './request-form.ts'

/** As one word of a POSIX shell. */
const quote = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/**
 * The request as a curl command.
 * @param connectTo `host:port` of a proxy: the command then reaches it whatever the URL's host resolves to.
 */
export function toCurl({ method, url, headers, cookies, body }: RequestForm, connectTo?: string): string {
  const verb = method.trim().toUpperCase()
  const parts = ['curl']
  if (verb === 'HEAD') parts.push('--head')
  else if (verb !== (body === '' ? 'GET' : 'POST')) parts.push(`-X ${quote(verb)}`)
  parts.push(quote(url.trim()))
  if (connectTo !== undefined) parts.push(`--connect-to ${quote(`::${connectTo}`)}`)
  if (connectTo !== undefined && /^https:/i.test(url.trim())) parts.push('-k')
  for (const { name, value } of headers) {
    // curl's own way to send a header without a value.
    const line = value.trim() === '' ? `${name.trim()};` : `${name.trim()}: ${value.trim()}`
    if (name.trim() !== '') parts.push(`-H ${quote(line)}`)
  }
  const sent = cookies.filter(({ name }) => name.trim() !== '').map(({ name, value }) => `${name.trim()}=${value.trim()}`)
  if (sent.length > 0) parts.push(`-b ${quote(sent.join('; '))}`)
  if (body !== '') parts.push(`--data-raw ${quote(body)}`)
  return parts.join(' ')
}
