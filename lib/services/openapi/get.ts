import { verb } from '../verb.ts'
import { OpenApiOut, openApiDocument } from './document.ts'

export const getOpenApi = verb({
  summary: 'This document',
  role: 'public',
  output: OpenApiOut,
  run: async () => openApiDocument(),
})
