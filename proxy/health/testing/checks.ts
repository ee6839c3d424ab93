import type { z } from 'zod'
import { Healthchecks, type ActiveChecks, type PassiveChecks } from '#lib/model/upstream.ts'

type Given = { active?: z.input<typeof ActiveChecks>; passive?: z.input<typeof PassiveChecks>; threshold?: number }

/** Checks as forms make them: what is not named has Kong's default. */
export const makeChecks = (given: Given): Healthchecks => Healthchecks.parse(given)
