import type { Consumer } from '#lib/model/consumer.ts'
import type { ToField } from '#components/form/object-resolver.ts'
import { dotted } from '#components/form/object-resolver.ts'

/** What the consumer's form holds. */
export type ConsumerValues = { name: string; customId: string; enabled: boolean; tags: string[] }

export const toFormValues = ({ name, customId, enabled, tags }: Consumer): ConsumerValues => ({ name, customId: customId ?? '', enabled, tags: [...tags] })

export const newConsumer = (): ConsumerValues => ({ name: '', customId: '', enabled: true, tags: [] })

export const toField: ToField<ConsumerValues> = (path) => (path[0] === 'tags' ? 'tags' : dotted(path))
