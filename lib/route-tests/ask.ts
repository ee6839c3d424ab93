import { z } from 'zod'
import { StartError } from '#lib/errors.ts'
import type { RouteTest } from '#lib/model/route-test.ts'
import type { Options } from './arguments.ts'

const Value = z.union([z.string(), z.number()]).nullable()

const Results = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      passed: z.boolean(),
      failures: z.array(z.object({ field: z.string(), expected: Value, actual: Value })),
      verdict: z.string(),
    }),
  ),
})
export type Result = z.infer<typeof Results>['items'][number]

const Refusal = z.object({ message: z.string() })

const TIMEOUT_MS = 120_000

const reasonOf = (cause: unknown): string => {
  const inner = (cause as Error).cause as (Error & { code?: string }) | undefined
  return inner?.code ?? inner?.message ?? (cause as Error).message
}

const asJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Has an instance run tests.
 * @throws {StartError} where it does not answer, or refuses
 */
export async function askToRun({ url, token, workspace }: Omit<Options, 'files'>, tests: RouteTest[]): Promise<Result[]> {
  const address = new URL(`${url.pathname.replace(/\/$/, '')}/api/v1/route-tests/run`, url)
  address.searchParams.set('workspace', workspace)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const sent = fetch(address, { method: 'POST', headers, body: JSON.stringify({ tests }), signal: AbortSignal.timeout(TIMEOUT_MS) })
  const answer = await sent
    .then(async (response) => ({ status: response.status, ok: response.ok, body: asJson(await response.text()) }))
    .catch((cause: unknown) => {
      throw new StartError(`No answer from ${url.origin}: ${reasonOf(cause)}`)
    })
  const results = answer.ok ? Results.safeParse(answer.body) : undefined
  if (results?.success) return results.data.items
  const refusal = Refusal.safeParse(answer.body)
  if (refusal.success) throw new StartError(`${url.origin} refused (${answer.status}): ${refusal.data.message}`)
  throw new StartError(`${url.origin} answered ${answer.status}, but not as Sluice does; is this the address of the dashboard?`)
}
