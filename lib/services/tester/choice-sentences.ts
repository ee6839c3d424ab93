import type { Locale } from './sentences.ts'

/** How a target is chosen, one sentence each; `consumer` to `cookie`: what is hashed. */
export type ChoiceSentences = {
  bound: (cookie: string, address: string) => string
  hashed: (what: string, address: string) => string
  hashedNothing: (address: string) => string
  nothingToHash: string
  newCookie: (cookie: string) => string
  'least-connections': string
  latency: string
  consumer: (name: string) => string
  ip: (address: string) => string
  path: (path: string) => string
  header: (name: string, value: string) => string
  query_arg: (name: string, value: string) => string
  uri_capture: (name: string, value: string) => string
  cookie: (name: string, value: string) => string
}

const LONGEST = 80
const quoted = (value: string) => `"${value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value}"`

export const CHOICE_SENTENCES: Record<Locale, ChoiceSentences> = {
  en: {
    bound: (cookie, address) => `The cookie ${cookie} binds the client to ${address}`,
    hashed: (what, address) => `By the hash of ${what}, which falls to ${address}`,
    hashedNothing: (address) => `The request has nothing of what is hashed: all such go to ${address}`,
    nothingToHash: 'Nothing is named that could be hashed: chance decides',
    newCookie: (cookie) => `By the hash of the cookie ${cookie}, which is not there yet: chance decides, and the client gets it`,
    'least-connections': 'The target with the fewest requests under way for its weight: these shares hold while all are alike',
    latency: 'The target that answers fastest: these shares hold while all are alike',
    consumer: (name) => `the consumer ${name}`,
    ip: (address) => `the client’s address ${address}`,
    path: (path) => `the path ${quoted(path)}`,
    header: (name, value) => `the header ${name} ${quoted(value)}`,
    query_arg: (name, value) => `the query argument ${name} ${quoted(value)}`,
    uri_capture: (name, value) => `the part ${name} of the path ${quoted(value)}`,
    cookie: (name, value) => `the cookie ${name} ${quoted(value)}`,
  },
  'zh-CN': {
    bound: (cookie, address) => `Cookie ${cookie} 将客户端固定于 ${address}`,
    hashed: (what, address) => `按${what}的哈希，落到 ${address}`,
    hashedNothing: (address) => `请求中没有可哈希的内容：此类请求都送往 ${address}`,
    nothingToHash: '未指定哈希的内容：随机选择',
    newCookie: (cookie) => `按 Cookie ${cookie} 的哈希，但请求中还没有它：随机选择，并为客户端设置它`,
    'least-connections': '选择按权重计进行中请求最少的目标：各目标相同时为此份额',
    latency: '选择应答最快的目标：各目标相同时为此份额',
    consumer: (name) => `消费者 ${name} `,
    ip: (address) => `客户端地址 ${address} `,
    path: (path) => `路径 ${quoted(path)} `,
    header: (name, value) => `请求头 ${name} ${quoted(value)} `,
    query_arg: (name, value) => `查询参数 ${name} ${quoted(value)} `,
    uri_capture: (name, value) => `路径中的 ${name} ${quoted(value)} `,
    cookie: (name, value) => `Cookie ${name} ${quoted(value)} `,
  },
}
