import http from 'node:http'
import type { Metric } from './prometheus.ts'
import { toPrometheus } from './prometheus.ts'

export type StatusSource = {
  /** Null when ready, else why not. */
  notReady(): string | null
  status(): object
  metrics(): Metric[]
}

type Reply = { status: number; type: string; body: string }

const text = (status: number, body: string): Reply => ({ status, type: 'text/plain; charset=utf-8', body: `${body}\n` })

function reply(path: string, source: StatusSource): Reply {
  switch (path) {
    case '/healthz':
      return text(200, 'ok')
    case '/readyz': {
      const reason = source.notReady()
      return reason === null ? text(200, 'ready') : text(503, reason)
    }
    case '/status':
      return { status: 200, type: 'application/json', body: JSON.stringify(source.status()) }
    case '/metrics':
      return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: toPrometheus(source.metrics()) }
    default:
      return text(404, 'there are /healthz, /readyz, /status and /metrics')
  }
}

/** A fault in what is shown must not end the process that shows it. */
function guarded(path: string, source: StatusSource): Reply {
  try {
    return reply(path, source)
  } catch (error) {
    return text(500, (error as Error).message)
  }
}

/** The status port: `/healthz`, `/readyz`, `/status`, `/metrics`, for GET and HEAD. It does not listen yet. */
export function createStatusServer(source: StatusSource): http.Server {
  return http.createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (req, res) => {
    const isRead = req.method === 'GET' || req.method === 'HEAD'
    const { status, type, body } = isRead ? guarded(req.url?.split('?', 1)[0] ?? '', source) : text(405, 'only GET and HEAD')
    res.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store', Server: 'sluice' })
    res.end(body)
  })
}
