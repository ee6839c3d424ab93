import { ActiveChecks, Healthchecks, PassiveChecks } from '#lib/model/upstream.ts'
import type { z } from 'zod'

type Given = { active?: z.input<typeof ActiveChecks>; passive?: z.input<typeof PassiveChecks>; threshold?: number }

/** Checks as forms make them: what is not named has Kong's default. */
export const makeChecks = (given: Given): Healthchecks => Healthchecks.parse(given)
