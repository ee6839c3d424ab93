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
  /** Of a connection or datagram, which has neither host nor path. */
  stream?: boolean
  /** The page of an object; `objectPath` fits. Absent or undefined: the box is no link. */
  hrefOf?: (object: ObjectRef) => string | undefined
  /** Draws the links; a router's own for moves without a reload. */
  link?: LinkComponent
}

const NO_LINK = () => undefined
const ITEM = 'flex max-w-full min-w-0 flex-col items-start @min-[480px]:flex-row @min-[480px]:items-center'
// Under a route that splits stand its ways, so the arrow keeps to the route.
const SPLIT = '@min-[480px]:items-start @min-[480px]:[&>svg]:mt-[16px] @min-[860px]:items-center @min-[860px]:[&>svg]:mt-[2px]'

/**
 * The way of a request: listener → host → path → route → side → service → targets, with shares where chance decides, and
 * the failing station marked. It is an ordered list, so a screen reader gets the same in words. Fits itself to its
 * container: one row, two rows, or a column.
 */
export function PathDiagram({ explanation, stream = false, hrefOf = NO_LINK, link = 'a' }: Props) {
  const t = useTranslations('tester.diagram')
  const { stages, branches, end } = pathModel(explanation, stream)
  const split = branches.length > 1
  const ways = branches.map((branch) => (
    <PathBranch
      key={branch.side ?? 'all'}
      branch={branch}
      only={!split}
      canary={explanation.canary?.name}
      upstream={branch.service === explanation.service ? (explanation.upstream ?? undefined) : undefined}
      hrefOf={hrefOf}
      link={link}
    />
  ))
  return (
    <div className="@container min-w-0">
      <ol
        aria-label={t('label')}
        className={clsx(
          'flex flex-col items-start @min-[480px]:flex-row @min-[480px]:flex-wrap @min-[480px]:gap-y-2',
          '@min-[860px]:flex-nowrap @min-[860px]:items-center',
        )}
      >
        {stages.map((stage, index) => (
          <li key={stage.kind} className={clsx(ITEM, stage.kind === 'route' && split && SPLIT)}>
            {index > 0 && <Arrow muted={stage.state === 'unreached'} />}
            {stage.kind === 'route' && split ? (
              <div className="flex max-w-full min-w-0 flex-col items-start @min-[860px]:flex-row @min-[860px]:items-center">
                <StageOf stage={stage} hrefOf={hrefOf} link={link} />
                <span aria-hidden className="ml-[12px] h-[8px] w-px bg-control @min-[860px]:ml-0 @min-[860px]:h-px @min-[860px]:w-[12px]" />
                <ul aria-label={t('split')} className="ml-[12px] flex min-w-0 flex-col @min-[860px]:ml-0 [&>li]:py-[4px]">{ways}</ul>
              </div>
            ) : (
              <StageOf stage={stage} hrefOf={hrefOf} link={link} />
            )}
          </li>
        ))}
        {branches.length === 1 && (
          <li className={ITEM}>
            <Arrow />
            <ul className="min-w-0">{ways}</ul>
          </li>
        )}
        {end !== null && (
          <li className={ITEM}>
            <Arrow />
            <EndBox end={end} />
          </li>
        )}
      </ol>
    </div>
  )
}

type StageProps = { stage: Stage; hrefOf: (object: ObjectRef) => string | undefined; link: LinkComponent }

function StageOf({ stage: { kind, state, text, failed }, hrefOf, link }: StageProps) {
  const t = useTranslations('tester.diagram')
  const object = kind === 'listener' ? 'listeners' : kind === 'route' ? 'routes' : undefined
  const href = object === undefined || text === null ? undefined : hrefOf({ kind: object, name: text })
  const note = state === 'failed' ? t('stopsHere') : state === 'unreached' ? t('notReached') : undefined
  return (
    <StageBox
      caption={t(`kind.${kind}`)}
      state={state}
      href={href}
      link={link}
      className="max-w-[240px]"
      {...(note === undefined ? {} : { note })}
    >
      {state === 'failed' ? (
        <span className="text-bad">{kind === 'route' && text !== null ? `${text}: ${t(`fails.${failed ?? 'host'}`)}` : t('noneMatches')}</span>
      ) : (
        <span title={text ?? undefined} className="font-mono text-xs leading-[18px]">{text === '*' ? t('any') : (text ?? '–')}</span>
      )}
    </StageBox>
  )
}

function EndBox({ end: { kind, status, text } }: { end: End }) {
  const t = useTranslations('tester.diagram')
  return (
    <StageBox caption={t(`end.${kind}`, { status })} state={status >= 400 ? 'failed' : 'passed'} className="max-w-[320px]">
      <span title={text} className={kind === 'redirect' ? 'font-mono text-xs leading-[18px]' : ''}>{text}</span>
    </StageBox>
  )
}
