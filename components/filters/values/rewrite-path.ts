import type { RewritePath } from '#lib/model/filters/rewrite-path.ts'
import type { Codec } from '../codec.ts'

/** What was typed for another mode stays on the screen and is not sent. */
export type RewritePathValues = { mode: RewritePath['mode']; value: string; pattern: string; replacement: string }

export const rewritePath: Codec<RewritePath, RewritePathValues> = {
  show: (filter) =>
    filter.mode === 'regex'
      ? { mode: 'regex', value: '', pattern: filter.pattern, replacement: filter.replacement }
      : { mode: filter.mode, value: filter.value, pattern: '', replacement: '' },
  send: ({ mode, value, pattern, replacement }) => (mode === 'regex' ? { mode, pattern, replacement } : { mode, value }),
  at: ([field]) => (field === undefined ? '' : `.${field}`),
}
