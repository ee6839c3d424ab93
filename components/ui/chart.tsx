'use client'
import { useFormatter, useTranslations } from 'next-intl'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

export type Series = { label: string; values: readonly (number | null)[]; colour?: 'accent' | 'warn' | 'bad' | 'muted' }

type Props = {
  /** Names the chart, with its unit: "Requests (req/s)". */
  label: string
  /** Unix seconds. */
  times: readonly number[]
  series: readonly Series[]
  /** Turns a value into text with its unit. */
  format: (value: number) => string
  height?: number
  /** Charts with one key move their cursors together. */
  syncKey?: string
  /** A fixed upper end, so that small multiples share an axis. */
  max?: number
}

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

/** Canvas knows no light-dark(); the browser resolves it on a real element. */
function resolveColour(name: string): string {
  const probe = document.createElement('span')
  probe.style.color = token(name) === '' ? 'gray' : `var(--${name})`
  document.body.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}

/** Times of the axis; none until there are two points, and none twice where a second has several lines. */
const axisTimes = ({ data }: uPlot, splits: number[]): string[] => {
  if (data[0].length < 2) return splits.map(() => '')
  const words = splits.map((seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour12: false }))
  return words.map((word, index) => (word === words[index - 1] ? '' : word))
}

/** A small line chart over time. Arrow keys move the cursor; a table stands behind it. */
export function Chart({ label, times, series, format, height = 120, syncKey, max }: Props) {
  const t = useTranslations('ui')
  const formatter = useFormatter()
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const [at, setAt] = useState<number | null>(null)
  const formatRef = useRef(format)
  formatRef.current = format
  const shape = series.map((one) => `${one.label}:${one.colour ?? 'accent'}`).join('|')
  const data = [times, ...series.map((one) => one.values)] as unknown as uPlot.AlignedData
  const dataRef = useRef(data)
  dataRef.current = data

  useEffect(() => {
    const element = box.current
    if (!element) return
    const build = () => {
      plot.current?.destroy()
      const faint = resolveColour('faint')
      const line = resolveColour('line')
      const axis = { stroke: faint, font: '11px Inter Variable', grid: { stroke: line, width: 1 }, ticks: { show: false } }
      plot.current = new uPlot(
        {
          width: element.clientWidth,
          height,
          legend: { show: false },
          cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 }, ...(syncKey ? { sync: { key: syncKey } } : {}) },
          scales: { y: { range: (_, __, top) => [0, max ?? (top > 0 ? top * 1.1 : 1)] } },
          axes: [
            { ...axis, grid: { show: false }, size: 22, space: 80, values: axisTimes },
            { ...axis, size: 60, space: 34, values: (_, splits) => splits.map((value) => formatRef.current(value)) },
          ],
          series: [
            {},
            ...shape.split('|').map((one) => ({ stroke: resolveColour(one.split(':')[1] ?? 'accent'), width: 1.5, points: { show: false } })),
          ],
          hooks: { setCursor: [(self) => setAt(self.cursor.idx ?? null)] },
        },
        dataRef.current,
        element,
      )
    }
    build()
    const resize = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }))
    resize.observe(element)
    const theme = new MutationObserver(build)
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    const system = matchMedia('(prefers-color-scheme: dark)')
    system.addEventListener('change', build)
    return () => {
      resize.disconnect()
      theme.disconnect()
      system.removeEventListener('change', build)
      plot.current?.destroy()
      plot.current = null
    }
  }, [shape, height, syncKey, max])

  useEffect(() => plot.current?.setData(data))

  const moveCursor = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    const self = plot.current
    if (step === undefined || !self || times.length === 0) return
    event.preventDefault()
    const index = Math.min(times.length - 1, Math.max(0, (at ?? times.length) + step))
    self.setCursor({ left: self.valToPos(times[index]!, 'x'), top: 0 })
  }
  const index = at === null || at >= times.length ? times.length - 1 : at
  const time = (seconds: number) => formatter.dateTime(new Date(seconds * 1000), { timeStyle: 'medium' })
  const value = (one: Series, i: number) => (one.values[i] === null || one.values[i] === undefined ? '–' : format(one.values[i]!))
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex flex-wrap items-baseline gap-x-3">
        <span className="font-medium">{label}</span>
        {times.length > 0 && series.map((one) => (
          <span key={one.label} className="text-xs text-muted tabular-nums">
            <span aria-hidden className="mr-1 inline-block h-0.5 w-3 align-middle" style={{ background: `var(--${one.colour ?? 'accent'})` }} />
            {one.label} {value(one, index)}
          </span>
        ))}
        {at !== null && times[index] !== undefined && <span className="text-xs text-faint tabular-nums">{time(times[index])}</span>}
      </figcaption>
      <div ref={box} tabIndex={0} role="img" aria-label={t('chartOf', { label })} onKeyDown={moveCursor} style={{ height }} className="rounded-sm" />
      <details className="mt-1 text-xs text-muted">
        <summary className="w-fit cursor-pointer rounded-sm hover:text-ink">{t('asTable')}</summary>
        <div className="mt-1 max-h-48 overflow-auto" tabIndex={0} role="region" aria-label={label}>
          <table className="w-full text-left">
            <thead><tr><th scope="col" className="pr-4 font-medium">{t('time')}</th>{series.map((one) => <th key={one.label} scope="col" className="pr-4 font-medium">{one.label}</th>)}</tr></thead>
            <tbody>
              {times.map((seconds, i) => (
                <tr key={seconds}><td className="pr-4">{time(seconds)}</td>{series.map((one) => <td key={one.label} className="pr-4">{value(one, i)}</td>)}</tr>
              )).reverse()}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}
