'use client'
import { clsx } from 'clsx'
import { useTranslations } from 'next-intl'
import type { ObjectRef } from '#components/api/types.ts'
import type { ExplainedTarget } from '#components/tester/explanation.ts'
import { usePercent } from '#components/tester/use-percent.ts'
import type { Branch } from './path-model.ts'
import { Arrow, StageBox, type LinkComponent } from './stage-box.tsx'

type Props = {
  branch: Branch
  /** Names, for the links. */
  canary: string | undefined
  upstream: string | undefined
  hrefOf: (object: ObjectRef) => string | undefined
  link: LinkComponent
  /** There is no other way, so there is no fork. */
  only: boolean
}

const MOST_TARGETS = 4

/** Side, service and targets in a line: one way that a request may take after its route. */
export function PathBranch({ branch, canary, upstream, hrefOf, link, only }: Props) {
  const t = useTranslations('tester.diagram')
  const percent = usePercent()
  const { side, share, service, targets } = branch
  const state = targets.length === 0 ? 'failed' : 'passed'
  return (
    <li
      className={clsx(
        'relative flex min-w-0 flex-col items-start @min-[480px]:flex-row @min-[480px]:items-center',
        !only && 'pl-[18px] @min-[480px]:pl-0',
      )}
    >
      {!only && <Elbow />}
      {side !== null && (
        <>
          <SidePill
            side={side}
            label={`${t(`side.${side}`)} ${percent(share ?? 1)}`}
            caption={t('kind.side')}
            href={canary === undefined ? undefined : hrefOf({ kind: 'canaries', name: canary })}
            link={link}
          />
          <Arrow />
        </>
      )}
      <StageBox caption={t('kind.service')} href={hrefOf({ kind: 'services', name: service })} link={link} className="max-w-full">
        <Value>{service}</Value>
      </StageBox>
      <Arrow muted={state === 'failed'} />
      <StageBox
        caption={t('kind.target', { count: targets.length })}
        state={state}
        href={upstream === undefined ? undefined : hrefOf({ kind: 'upstreams', name: upstream })}
        link={link}
        className="max-w-full"
      >
        {targets.length === 0 ? <span className="text-bad">{t('noTarget')}</span> : <Targets targets={targets} of={share ?? 1} />}
      </StageBox>
    </li>
  )
}

/** The line from the fork to this branch; the fork's stem runs between the first and the last. */
const Elbow = () => (
  <span
    aria-hidden
    className="absolute inset-y-0 left-0 w-[12px] @min-[480px]:static @min-[480px]:w-[18px] @min-[480px]:shrink-0 @min-[480px]:self-stretch"
  >
    <span className="absolute top-[13px] h-px w-[12px] bg-control @min-[480px]:top-1/2 @min-[480px]:w-[14px]" />
    <span
      className={clsx(
        'absolute top-0 bottom-0 w-px bg-control @min-[860px]:[li:first-child>span>&]:top-1/2',
        '[li:last-child>span>&]:bottom-auto [li:last-child>span>&]:h-[13px] @min-[480px]:[li:last-child>span>&]:h-1/2',
      )}
    />
  </span>
)

type PillProps = { side: 'stable' | 'canary'; label: string; caption: string; href: string | undefined; link: LinkComponent }

function SidePill({ side, label, caption, href, link: Link }: PillProps) {
  const look = clsx(
    'block rounded-full border px-[9px] py-[2px] text-xs whitespace-nowrap tabular-nums',
    side === 'canary' ? 'border-accent bg-accent-soft text-accent-ink' : 'border-line-strong bg-surface',
  )
  const content = <><span className="sr-only">{caption}: </span>{label}</>
  if (href === undefined) return <span className={look}>{content}</span>
  return <Link href={href} className={clsx(look, 'hover:border-accent')}>{content}</Link>
}

const Value = ({ children }: { children: string }) => <span title={children} className="font-mono text-xs leading-[18px]">{children}</span>

function Targets({ targets, of }: { targets: ExplainedTarget[]; of: number }) {
  const t = useTranslations('tester.diagram')
  const percent = usePercent()
  const whole = targets.length === 1 && targets[0]!.share === of
  return (
    <span className="block">
      {targets.slice(0, MOST_TARGETS).map(({ address, share }) => (
        <span key={address} className="flex min-w-0 items-baseline justify-between gap-[10px]">
          <span title={address} className="min-w-0 truncate font-mono text-xs leading-[18px]">{address}</span>
          {!whole && <span className="shrink-0 text-xs text-muted tabular-nums">{percent(share)}</span>}
        </span>
      ))}
      {targets.length > MOST_TARGETS && <span className="text-xs text-faint">{t('more', { count: targets.length - MOST_TARGETS })}</span>}
    </span>
  )
}
