import { CHANGE_MARK } from '../../change-mark.ts'
import type { RawObject } from '../types.ts'

/** The object with another mark, or with none. */
export function withMark(raw: RawObject, mark: string | null): RawObject {
  const { [CHANGE_MARK]: old, ...others } = raw.metadata.annotations ?? {}
  if (old === undefined && mark === null) return raw
  const annotations = mark === null ? others : { ...others, [CHANGE_MARK]: mark }
  const { annotations: _, ...metadata } = raw.metadata
  return { ...raw, metadata: Object.keys(annotations).length === 0 ? metadata : { ...metadata, annotations } }
}
