/** The body of an answer as it is best read: JSON indented, everything else as it came. */
export function prettyBody(body: string, headers: readonly (readonly [name: string, value: string])[]): string {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  if (!/[/+]json\b/i.test(type)) return body
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    // Cut at the limit, or not JSON after all.
    return body
  }
}
