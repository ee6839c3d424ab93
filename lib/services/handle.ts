import { randomUUID } from 'node:crypto'
import { AppError } from '#lib/errors.ts'
import { authenticateRequest } from './authenticate-request.ts'
import type { Runtime, ServiceContext } from './context.ts'
import { refuseForeignOrigin } from './foreign-origin.ts'
import { openLog } from './log.ts'
import { localeOf, say, type Locale } from './messages.ts'
import { readInput } from './read-request.ts'
import { errorResponse } from './respond-error.ts'
import { runtime } from './runtime.ts'
import type { Verb } from './verb.ts'

type Params = Record<string, string | string[]>
export type RouteHandler = (request: Request, context: { params: Promise<Params | undefined> }) => Promise<Response>
/** What a route handler says of itself, for the API document and its test. */
export type Operation = { verb: Verb; status: number }

const operations = new WeakMap<RouteHandler, Operation>()
export const operationOf = (handler: RouteHandler): Operation | undefined => operations.get(handler)

async function contextOf(request: Request, runtime: Runtime, locale: Locale): Promise<ServiceContext> {
  const workspace = new URL(request.url).searchParams.get('workspace') || 'default'
  let store: ReturnType<Runtime['stores']['open']> | undefined
  return {
    ...runtime,
    workspace,
    store: () => (store ??= runtime.stores.open(workspace)),
    locale,
    ...(await authenticateRequest(request, runtime)),
    signal: request.signal,
    response: { headers: new Headers() },
  }
}

async function opened(locale: Locale): Promise<Runtime> {
  try {
    return await runtime()
  } catch (err) {
    openLog().error({ err }, 'the database cannot be opened')
    throw new AppError('UNAVAILABLE', say(locale, 'unavailable'))
  }
}

const versionOf = (output: unknown): string | undefined => {
  const { version, object } = (output ?? {}) as { version?: unknown; object?: { version?: unknown } }
  const found = version ?? object?.version
  return typeof found === 'string' ? found : undefined
}

function respond(output: unknown, { response }: ServiceContext, status: number): Response {
  const headers = response.headers
  if (output instanceof ReadableStream) {
    headers.set('content-type', 'text/event-stream; charset=utf-8')
    // A proxy in front must not collect the events (nginx).
    headers.set('x-accel-buffering', 'no')
    return new Response(output, { status, headers })
  }
  if (output === undefined) return new Response(null, { status: response.status ?? 204, headers })
  const version = versionOf(output)
  if (version) headers.set('etag', `"${version}"`)
  return Response.json(output, { status: response.status ?? status, headers })
}

const isRecordOfTexts = (params: Params): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.join('/') : value]))

/**
 * The HTTP form of a verb, for `app/api/v1`: builds the context, reads the input, and maps the answer or the error.
 * @param options.status of a good answer that has a body; 200 unless told otherwise
 */
export function handle(verb: Verb, options: { status?: number } = {}): RouteHandler {
  const status = options.status ?? 200
  const handler: RouteHandler = async (request, { params }) => {
    const locale = localeOf(request.headers.get('accept-language'))
    const requestId = randomUUID()
    let answer: Response
    try {
      refuseForeignOrigin(request, locale)
      const ctx = await contextOf(request, await opened(locale), locale)
      // Role before body: a stranger learns nothing from messages about fields, and costs no parsing.
      verb.admit(ctx)
      const input = await readInput(request, isRecordOfTexts((await params) ?? {}), verb, locale)
      answer = respond(await verb.call(ctx, input), ctx, status)
    } catch (cause) {
      answer = errorResponse(cause, { requestId, locale, request })
    }
    answer.headers.set('cache-control', 'no-store')
    answer.headers.set('x-content-type-options', 'nosniff')
    return answer
  }
  operations.set(handler, { verb, status })
  return handler
}

/** Answers 404 as JSON, for every path that is no call of the API. */
export const noSuchCall: RouteHandler = async (request) => {
  const locale = localeOf(request.headers.get('accept-language'))
  const { pathname } = new URL(request.url)
  const error = new AppError('NOT_FOUND', say(locale, 'noSuchCall', { path: pathname }))
  return errorResponse(error, { requestId: randomUUID(), locale, request })
}
