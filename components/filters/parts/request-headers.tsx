'use client'
import { HeaderEditsFields } from '../header-edits-fields.tsx'
import type { PartProps } from '../part.ts'

export const RequestHeadersPart = ({ at }: PartProps) => (
  <HeaderEditsFields at={at} examples={{ set: ['x-environment', 'production'], add: ['x-team', 'shop'], remove: 'x-debug' }} />
)
