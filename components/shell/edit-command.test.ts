import { expect, test } from 'vitest'
import { editCommand, originName } from './edit-command.ts'

test.each([
  [{ kind: 'Ingress', namespace: 'shop', name: 'web' }, 'kubectl edit ingress -n shop web', 'shop/web'],
  [{ kind: 'IngressClass', namespace: '', name: 'sluice' }, 'kubectl edit ingressclass sluice', 'sluice'],
])('%j', (ref, command, name) => expect([editCommand(ref), originName(ref)]).toEqual([command, name]))
