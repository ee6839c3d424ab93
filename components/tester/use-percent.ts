'use client'
import { useFormatter } from 'next-intl'

/** A share (0–1) as percent, at most two decimals: `10 %`, `33.33 %`. */
export function usePercent(): (share: number) => string {
  const format = useFormatter()
  return (share) => `${format.number(share * 100, { maximumFractionDigits: 2 })}\u00a0%`
}
