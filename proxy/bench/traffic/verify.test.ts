import http from 'node:http'
import https from 'node:https'
import { expect, test } from 'vitest'
import { listenOnAnyPort } from '#proxy/testing/echo.ts'
import { bodyOf } from './bodies.ts'
import { withFolder } from './site.ts'
import { verify } from './verify.ts'

/** A would-be proxy that answers so on both ports, verified. */
const verified = (body: string) =>
  withFolder(async (folder, certificate) => {
    const answer: http.RequestListener = (_, res) => void res.end(body)
    const plain = await listenOnAnyPort(http.createServer(answer))
    const tls = await listenOnAnyPort(https.createServer(certificate, answer))
    await verify({ name: 'peer', http: plain, https: tls }, { folder, backendPort: 0, certificate })
  })

test('whoever gives the bytes of the backend passes', async () => {
  await expect(verified(bodyOf('/1k'))).resolves.toBeUndefined()
})

test('an empty 200 is no proxying', async () => {
  await expect(verified('')).rejects.toThrow('peer does not proxy: 200 with 0 bytes')
})
