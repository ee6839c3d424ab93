'use client'
import { clsx } from 'clsx'
import { useTranslations } from 'next-intl'
import type { ObjectRef } from '#components/api/types.ts'
import type { Explanation } from '#components/tester/explanation.ts'
import { PathBranch } from './path-branch.tsx'
import { pathModel, type End, type Stage } from './path-model.ts'
import { Arrow, StageBox, type LinkComponent } from './stage-box.tsx'

type Props = {
  /** What `POST /tester` answered. */
  explanation: Explanation
  /** The page of an object; `objectPath` fits. Absent or undefined: the box is no link. */
  hrefOf?: (object: ObjectRef) => string | undefined
  /** Draws the links; a router's own for moves without a reload. */
  link?: LinkComponent
}

const NO_LINK = () => undefined

/**
 * The way of a request: listener → host → path → route → side → service → targets, with shares where chance decides, and
 * the failing station marked. It is an ordered list, so a screen reader gets the same in words. Fits itself to its
 * container: one row, two rows, or a column.
 */
export function PathDiagram({ explanation, hrefOf = NO_LINK, link = 'a' }: Props) {
  const t = useTranslations('tester.diagram')
  const { stages, branches, end } = pathModel(explanation)
  const only = branches.length === 1
  return (
    <div className="@container min-w-0">
      <ol aria-label={t('label')} className="flex flex-col items-start @min-[480px]:flex-row @min-[480px]:flex-wrap @min-[480px]:items-center @min-[860px]:flex-nowrap">
        {stages.map((stage, index) => (
          <li key={stage.kind} className="flex max-w-full min-w-0 flex-col items-start @min-[480px]:flex-row @min-[480px]:items-center">
            {index > 0 && <Arrow muted={stage.state === 'unreached'} />}
            <StageOf stage={stage} explanation={explanation} hrefOf={hrefOf} link={link} />
          </li>
        ))}
        {branches.length > 0 && (
          <li className={clsx('flex max-w-full min-w-0 flex-col @min-[480px]:flex-row @min-[480px]:items-center', !only && '@max-[859px]:@min-[480px]:basis-full')}>
            {only ? <Arrow /> : <span aria-hidden className="ml-[6px] h-[10px] w-px bg-control @min-[480px]:hidden @min-[860px]:block @min-[860px]:ml-[4px] @min-[860px]:h-px @min-[860px]:w-[12px]" />}
            <ul aria-label={only ? undefined : t('split')} className={clsx('flex min-w-0 flex-col', !only && 'ml-[6px] gap-0 @min-[480px]:ml-[24px] @min-[860px]:ml-0 [&>li]:py-[4px]')}>
              {branches.map((branch) => (
                <PathBranch
                  key={branch.side ?? 'all'}
                  branch={branch}
                  only={only}
                  canary={explanation.canary?.name}
                  upstream={branch.service === explanation.service ? (explanation.upstream ?? undefined) : undefined}
                  hrefOf={hrefOf}
                  link={link}
                />
              ))}
            </ul>
          </li>
        )}
        {end !== null && (
          <li className="flex max-w-full min-w-0 flex-col items-start @min-[480px]:flex-row @min-[480px]:items-center">
            <Arrow />
            <EndBox end={end} />
          </li>
        )}
      </ol>
    </div>
  )
}

type StageProps = { stage: Stage; explanation: Explanation; hrefOf: (object: ObjectRef) => string | undefined; link: LinkComponent }

function StageOf({ stage: { kind, state, text, failed }, explanation, hrefOf, link }: StageProps) {
  const t = useTranslations('tester.diagram')
  const href = text === null ? undefined : kind === 'listener' ? hrefOf({ kind: 'listeners', name: explanation.listener }) : kind === 'route' ? hrefOf({ kind: 'routes', name: text }) : undefined
  const note = state === 'failed' ? t('stopsHere') : state === 'unreached' ? t('notReached') : undefined
  return (
    <StageBox caption={t(`kind.${kind}`)} state={state} href={href} link={link} className="max-w-[min(100%,220px)]" {...(note === undefined ? {} : { note })}>
      {state === 'failed' ? (
        <span className="text-bad">{kind === 'route' ? `${text ?? ''}: ${t(`fails.${failed ?? 'host'}`)}` : t('noneMatches')}</span>
      ) : (
        <span title={text ?? undefined} className="font-mono text-xs leading-[18px]">{text === '*' ? t('any') : (text ?? '–')}</span>
      )}
    </StageBox>
  )
}

function EndBox({ end: { kind, status, text } }: { end: End }) {
  const t = useTranslations('tester.diagram')
  return (
    <StageBox caption={t(`end.${kind}`, { status })} state={status >= 400 ? 'failed' : 'passed'} className="max-w-[min(100%,320px)]">
      <span title={text} className={kind === 'redirect' ? 'font-mono text-xs leading-[18px]' : ''}>{text}</span>
    </StageBox>
  )
}
