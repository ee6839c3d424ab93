import { SUBJECTS } from '../stage.ts'
import type { Subject } from '../subjects/subject.ts'

const KEEPS = '@fastify/http-proxy'

/** Those that close a connection when they are asked to. */
export const CLOSING: Subject[] = SUBJECTS.filter(({ name }) => name !== KEEPS)

export const KEPT_OPEN = `${KEEPS} is left out: it keeps connections open that it was asked to close`
