import type { Codec } from '../codec.ts'

/** A switch with a third place: what the request tells decides. */
export const yesNoAuto: Codec<boolean | undefined, 'yes' | 'no' | 'auto'> = {
  show: (value) => (value === undefined ? 'auto' : value ? 'yes' : 'no'),
  send: (word) => (word === 'auto' ? undefined : word === 'yes'),
  at: () => '',
}
