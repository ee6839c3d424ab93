'use client'
import { useFormatter, useNow } from 'next-intl'

/** "3 minutes ago", with the exact time in the viewer's zone on hover. */
export function RelativeTime({ at }: { at: string }) {
  const format = useFormatter()
  const now = useNow({ updateInterval: 10_000 })
  const date = new Date(at)
  // A clock that runs ahead must not say "in 2 seconds" of something that has happened.
  const shown = Math.abs(date.getTime() - now.getTime()) < 10_000 && date > now ? now : date
  return (
    <time dateTime={at} title={format.dateTime(date, { dateStyle: 'medium', timeStyle: 'long' })} className="whitespace-nowrap" suppressHydrationWarning>
      {format.relativeTime(shown, now)}
    </time>
  )
}
