'use client'
import { useFormatter } from 'next-intl'

const KIB = 1024
const MIB = KIB * KIB

/** Durations, sizes and times of day as a table of requests shows them. */
export function useUnits() {
  const format = useFormatter()
  const number = (value: number) => format.number(value, { maximumFractionDigits: value < 10 ? 1 : 0 })
  return {
    duration: (ms: number) => (ms < 0.1 ? '<0.1 ms' : ms < 1000 ? `${number(ms)} ms` : `${format.number(ms / 1000, { maximumFractionDigits: 1 })} s`),
    bytes: (count: number) => (count < KIB ? `${count} B` : count < MIB ? `${number(count / KIB)} KiB` : `${number(count / MIB)} MiB`),
    /** In the viewer's zone; `millis` goes on from there. */
    clock: (at: number) => format.dateTime(at, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }),
    millis: (at: number) => `.${String(Math.floor(at) % 1000).padStart(3, '0')}`,
    count: (value: number) => format.number(value),
    moment: (at: number) => format.dateTime(at, { dateStyle: 'medium', timeStyle: 'long' }),
  }
}
