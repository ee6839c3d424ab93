import type { Family } from '../reader.ts'

/** Whether plain http is led to https with 308 (ingress-nginx annotations/sslredirect). */
export const HTTPS: Family = {
  names: ['ssl-redirect', 'force-ssl-redirect', 'preserve-trailing-slash'],
  read({ draft, bool, unserved }) {
    const isOff = bool('ssl-redirect') === false
    draft.https = bool('force-ssl-redirect') ? 'always' : isOff ? 'never' : 'auto'
    if (bool('preserve-trailing-slash') === false) unserved('preserve-trailing-slash', 'A slash at the end of the path is kept on the way to https')
  },
}
