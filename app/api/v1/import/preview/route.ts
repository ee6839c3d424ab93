import { handle } from '#lib/services/handle.ts'
import { previewImport } from '#lib/services/import/preview.ts'

export const POST = handle(previewImport)
