import { trimmed } from './trim.ts'

/**
 * Values by name, for matching by header. Made when a route asks for it, not for each request.
 * @param fields lines that the codec has checked, each with its CRLF
 * @returns names in lower case, without a prototype; values in their order, without the space around them
 */
export function fieldValues(fields: string): Record<string, string[]> {
  const values = Object.create(null) as Record<string, string[]>
  for (let from = 0; from < fields.length; ) {
    const colon = fields.indexOf(':', from)
    const end = fields.indexOf('\r\n', colon)
    const name = fields.slice(from, colon).toLowerCase()
    const value = trimmed(fields.slice(colon + 1, end))
    if (values[name] === undefined) values[name] = [value]
    else values[name].push(value)
    from = end + 2
  }
  return values
}
