import { noSuchCall } from '#lib/services/handle.ts'

export { noSuchCall as DELETE, noSuchCall as GET, noSuchCall as PATCH, noSuchCall as POST, noSuchCall as PUT }
