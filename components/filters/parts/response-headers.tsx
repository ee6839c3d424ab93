'use client'
import { HeaderEditsFields } from '../header-edits-fields.tsx'
import type { PartProps } from '../part.ts'

export const ResponseHeadersPart = ({ at }: PartProps) => (
  <HeaderEditsFields at={at} examples={{ set: ['x-frame-options', 'DENY'], add: ['vary', 'x-version'], remove: 'server' }} />
)
