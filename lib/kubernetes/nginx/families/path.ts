import type { Family } from '../reader.ts'

/** What the paths mean and what the targets are asked for (semantics of ingress-nginx: annotations/rewrite, xforwardedprefix). */
export const PATH: Family = {
  names: ['rewrite-target', 'use-regex', 'x-forwarded-prefix', 'app-root'],
  read({ draft, text, bool, invalid, closes, unserved }) {
    const target = text('rewrite-target')
    if (target !== undefined && /^https?:/i.test(target)) closes('rewrite-target', 'Leads to another address; say it by temporal-redirect')
    else if (target === '') invalid('rewrite-target', 'Is empty')
    else if (target !== undefined && (target.length > 2048 || /\p{Cc}/u.test(target))) closes('rewrite-target', 'Must be one line of at most 2048 characters')
    else if (target !== undefined) draft.route.rewriteTarget = target
    if (bool('use-regex')) draft.route.useRegex = true
    const prefix = text('x-forwarded-prefix')
    if (prefix !== undefined && draft.route.rewriteTarget === undefined) unserved('x-forwarded-prefix', 'It has an effect beside rewrite-target alone')
    else if (prefix) draft.filters.push({ by: 'x-forwarded-prefix', filter: { type: 'requestHeaders', set: { 'x-forwarded-prefix': prefix } } })
    const root = text('app-root')
    if (root !== undefined && (!/^\/[\x21-\x7e]*$/.test(root) || root === '/' || root.includes('$'))) invalid('app-root', 'Must be a path that begins with "/", and not "/" itself')
    else if (root !== undefined) draft.appRoot = root
  },
}
