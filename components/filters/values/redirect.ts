import type { Redirect } from '#lib/model/filters/redirect.ts'
import { optionalText, type Codec } from '../codec.ts'

/** What was typed for the other way to say where stays on the screen and is not sent. */
export type RedirectValues = {
  to: 'url' | 'parts'
  url: string
  scheme: 'same' | 'http' | 'https'
  hostname: string
  port: number | string | undefined
  pathMode: 'same' | 'prefix' | 'full'
  path: string
  statusCode: number
}

const partsOf = ({ scheme, hostname, port, pathMode, path }: RedirectValues) => ({
  ...(scheme === 'same' ? {} : { scheme }),
  ...(optionalText.send(hostname) === undefined ? {} : { hostname }),
  ...(port === undefined ? {} : { port }),
  ...(pathMode === 'same' ? {} : { path: { mode: pathMode, value: path } }),
})

export const redirect: Codec<Redirect, RedirectValues> = {
  show: ({ url, scheme, hostname, port, path, statusCode }) => ({
    to: url === undefined ? 'parts' : 'url',
    url: url ?? '',
    scheme: scheme ?? 'same',
    hostname: hostname ?? '',
    port,
    pathMode: path?.mode ?? 'same',
    path: path?.value ?? '',
    statusCode,
  }),
  send: (shown) => ({ statusCode: shown.statusCode, ...(shown.to === 'parts' ? partsOf(shown) : shown.url.trim() === '' ? {} : { url: shown.url }) }),
  // That nothing is said stands at the choice of how to say it.
  at: ([field], { to }) => (field === undefined ? '' : field === 'url' && to === 'parts' ? '.to' : `.${field}`),
}
