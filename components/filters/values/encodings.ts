import type { Compression } from '#lib/model/filters/compression.ts'
import type { Codec } from '../codec.ts'

/** The encodings in the order of preference, as one choice. */
export const ENCODINGS = ['br-gzip', 'gzip-br', 'br', 'gzip'] as const

export const encodings: Codec<Compression['encodings'], string> = {
  show: (list) => list.join('-'),
  send: (shown) => shown.split('-'),
  at: () => '',
}
