/** What the backend has, by path; sizes in bytes. */
export const BODIES = { '/1k': 1024, '/1m': 2 ** 20, '/100m': 100 * 2 ** 20 } as const
export type BodyPath = keyof typeof BODIES

const LINE = 'the quick brown fox jumps over the lazy dog, 0123456789, again. '

/** The body at a path: text of one line repeated. */
export const bodyOf = (path: BodyPath): string => LINE.repeat(Math.ceil(BODIES[path] / LINE.length)).slice(0, BODIES[path])
