import { AREAS } from './areas.ts'
import type { Locale } from './locale.ts'

export type Messages = { [key: string]: string | Messages }

/** All messages of one language, an area under its name. */
export async function loadMessages(locale: Locale): Promise<Record<string, Messages>> {
  const entries = AREAS.map(async (area) => {
    const file = (await import(`./${locale}/${area}.json`)) as { default: Messages }
    return [area, file.default] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}
