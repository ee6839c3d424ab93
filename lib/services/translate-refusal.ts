import { CLUSTER_REFUSALS, MODEL_REASONS } from './cluster-refusals-zh-cn.ts'
import type { Locale } from './messages.ts'
import { phrasebook, type Phrase } from './refusal-words/phrase.ts'
import { sayConnection } from './workspaces/connection-words.ts'

const STORE_REFUSALS: readonly Phrase[] = [
  ['There is no {name}', '没有 {name}'],
  ['{name} exists already', '{name} 已存在'],
  ['{name} was changed by somebody else', '{name} 已被他人更改'],
  ['{name} was deleted by somebody else', '{name} 已被他人删除'],
  ['The route {route} already has an active canary, {canary}; promote or abort it first', '路由 {route} 已有进行中的金丝雀 {canary}；请先提升或中止它'],
  ['Still referred to by {names}', '仍被以下对象引用：{names}'],
  ['{name} refers to {other}, which does not exist', '{name} 引用了不存在的 {other}'],
  ['{name} is the last enabled admin', '{name} 是最后一个启用的管理员'],
  ['The default workspace cannot be deleted', '不能删除默认工作区'],
  ['limit must be a whole number from 1 to 1000', 'limit 必须是 1 到 1000 之间的整数'],
  ['The cursor is not one of this list; start again without it', '此游标不属于该列表；请不带游标重新开始'],
  ['A search may have at most 50 words', '搜索最多可包含 50 个词'],
]

/** Refusals of store, auth and clusters, which know no reader; what is none of these, such as the words of an API server, stays English. */
export const REFUSALS = phrasebook([...STORE_REFUSALS, ...CLUSTER_REFUSALS, ...MODEL_REASONS], (line) => sayConnection('zh-CN', line))

// What a refusal ends with where a change was given up halfway: objects, some with the reason in parentheses.
const TAILS: Record<string, string> = { '. Perhaps written all the same: ': '。可能已写入：', '. Not taken back: ': '。未能撤回：' }
const TAIL = /(\. Perhaps written all the same: |\. Not taken back: )/

function translateReason(whole: string, reason: string): string {
  const chinese = REFUSALS.translate(reason)
  return chinese === reason ? whole : `（${chinese}）`
}

function translateLine(line: string): string {
  const [sentence = '', ...tails] = line.split(TAIL)
  return REFUSALS.translate(sentence) + tails.map((part) => TAILS[part] ?? part.replace(/ \(([^()]*)\)/g, translateReason)).join('')
}

/** A message of store, auth or a cluster in the reader's language. */
export const translateRefusal = (message: string, locale: Locale): string =>
  locale === 'en' ? message : message.split('\n').map(translateLine).join('\n')
