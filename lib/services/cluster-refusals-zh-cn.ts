import { ENGLISH_RULES, type Rule } from '#lib/model/rule.ts'
import { CLUSTER_PHRASES } from './refusal-words/cluster.ts'
import { INGRESS_PHRASES } from './refusal-words/ingresses.ts'
import { NGINX_PHRASES } from './refusal-words/nginx.ts'
import type { Phrase } from './refusal-words/phrase.ts'
import { SERVICE_PHRASES } from './refusal-words/services.ts'
import { CHINESE_RULES } from './rules-zh-cn.ts'

/** Why the model refuses the text of an annotation stands inside other sentences. */
const RULES = (Object.keys(ENGLISH_RULES) as Rule[]).map((rule): Phrase => [ENGLISH_RULES[rule], CHINESE_RULES[rule]])

/** What writing to clusters refuses, in Chinese. */
export const CLUSTER_REFUSALS: readonly Phrase[] = [...INGRESS_PHRASES, ...NGINX_PHRASES, ...SERVICE_PHRASES, ...CLUSTER_PHRASES]

export const MODEL_REASONS: readonly Phrase[] = RULES
