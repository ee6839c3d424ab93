import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { signTrace, TRACE_HEADER, TRACE_RESULT_HEADER } from '#lib/link/trace-header.ts'
import { decodeTraceResult } from '#lib/link/trace-result.ts'
import { HttpRequest } from '#lib/model/request.ts'
import { linkTokenOf } from '#lib/secret.ts'
import { compileStored } from '../compiled.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { refuseInput } from '../parse-input.ts'
import { verb } from '../verb.ts'
import { arrive } from './arrival.ts'
import { compareDecision } from './compare.ts'
import { deliver } from './deliver.ts'
import { proxyPorts } from './explain.ts'
import { healthFor } from './health.ts'
import { predict } from './predict.ts'

const SentRequest = HttpRequest.extend({ body: z.string().max(1024 * 1024).optional() })

const ANY_ADDRESS = ['0.0.0.0', '::', 'localhost']
/** The proxy of this machine; one that binds all addresses is reached on loopback. */
const proxyAddress = ({ env }: ServiceContext) => (ANY_ADDRESS.includes(env.host) ? '127.0.0.1' : env.host)

/** What can be explained, but not written on a connection; CONNECT would open a tunnel. @throws {AppError} INVALID */
function refuseUnsendable({ locale }: ServiceContext, { method, url }: Pick<HttpRequest, 'method' | 'url'>): void {
  if (!/^[A-Z][A-Z0-9_-]*$/.test(method) || method === 'CONNECT') refuseInput([{ path: ['method'], message: say(locale, 'methodNotSent') }])
  if (!/^[\x21-\x7e]*$/.test(url)) refuseInput([{ path: ['url'], message: say(locale, 'urlNotSent') }])
}

export const sendRequest = verb({
  summary: 'Sends a request through the running proxy, and compares what it decided with the prediction',
  role: 'editor',
  input: SentRequest,
  async run(ctx, { body, ...input }) {
    refuseUnsendable(ctx, input)
    const { snapshot, config } = await compileStored(ctx, ctx.workspace)
    const arrival = arrive({ snapshot, config, ports: await proxyPorts(ctx), locale: ctx.locale }, { ...input, clientIp: '127.0.0.1' })
    const health = await healthFor(ctx, snapshot, arrival)
    const prediction = { ...predict(snapshot, { ...arrival, health }, ctx.locale), revision: config.revision }
    const trace = signTrace(linkTokenOf(ctx.env), ctx.now().getTime())
    const { request } = arrival
    const headers = { ...(request.headers as Record<string, string | string[]>), host: request.host, [TRACE_HEADER]: trace }
    const response = await deliver(proxyAddress(ctx), arrival, { headers, body, locale: ctx.locale, signal: ctx.signal })
    const headerOf = (wanted: string) => response.headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null
    const result = headerOf(TRACE_RESULT_HEADER)
    const decided = result === null ? null : decodeTraceResult(result)
    if (!decided) throw new AppError('UNAVAILABLE', say(ctx.locale, 'notFromProxy'))
    const shown = response.headers.filter(([name]) => name.toLowerCase() !== TRACE_RESULT_HEADER)
    const differences = compareDecision(prediction, decided, { status: response.status, location: headerOf('location') })
    return { response: { ...response, headers: shown }, decided, prediction, asPredicted: differences.length === 0, differences }
  },
})
