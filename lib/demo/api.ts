/** A call to the HTTP API of the dashboard; `allow` lists statuses beside 2xx that are fine. */
export type Call = (method: string, path: string, body?: unknown, allow?: number[]) => Promise<unknown>

/** @param dashboard its address @param token an API token */
export const apiCaller =
  (dashboard: string, token: string): Call =>
  async (method, path, body, allow = []) => {
    const response = await fetch(new URL(`/api/v1${path}`, dashboard), {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok && !allow.includes(response.status)) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
