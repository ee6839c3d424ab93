/** Where to go after signing in: a path of this dashboard, never another site (`//evil.test`, `/\evil.test`, `javascript:`). */
export function safeNext(next: string | null): string {
  if (next === null || !/^\/(?![/\\])/.test(next)) return '/'
  const url = new URL(next, 'http://here.invalid')
  return url.host === 'here.invalid' ? url.pathname + url.search + url.hash : '/'
}
