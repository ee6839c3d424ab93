import type { Locale } from './messages.ts'

/** Refusals of store and auth, which know no reader; what matches none of these stays English. */
const CHINESE: [RegExp, string][] = [
  [/^There is no (.+)$/, '没有 $1'],
  [/^(.+) exists already$/, '$1 已存在'],
  [/^(.+) was changed by somebody else$/, '$1 已被他人更改'],
  [/^(.+) was deleted by somebody else$/, '$1 已被他人删除'],
  [/^The route (.+) already has an active canary, (.+); promote or abort it first$/, '路由 $1 已有进行中的金丝雀 $2；请先提升或中止它'],
  [/^Still referred to by (.+)$/, '仍被以下对象引用：$1'],
  [/^(.+) refers to (.+), which does not exist$/, '$1 引用了不存在的 $2'],
  [/^(.+) is the last enabled admin$/, '$1 是最后一个启用的管理员'],
  [/^The default workspace cannot be deleted$/, '不能删除默认工作区'],
  [/^The objects of workspace "(.+)" live in its cluster; change them there, with kubectl$/, '工作区“$1”的对象在其集群中；请在那里用 kubectl 更改'],
  [/^The cluster of workspace "(.+)" cannot be read: (.+)$/, '无法读取工作区“$1”的集群：$2'],
  [/^limit must be a whole number from 1 to 1000$/, 'limit 必须是 1 到 1000 之间的整数'],
  [/^The cursor is not one of this list; start again without it$/, '此游标不属于该列表；请不带游标重新开始'],
  [/^A search may have at most 50 words$/, '搜索最多可包含 50 个词'],
]

const translateLine = (line: string): string => {
  const found = CHINESE.find(([pattern]) => pattern.test(line))
  return found ? line.replace(found[0], found[1]) : line
}

/** A message of store or auth in the reader's language. */
export const translateRefusal = (message: string, locale: Locale): string =>
  locale === 'en' ? message : message.split('\n').map(translateLine).join('\n')
