import { expect, test } from 'vitest'
import { detectFastAccept } from './fast-accept.ts'

test('the handles of the Node that comes with Sluice can be taken over', async () => {
  expect(await detectFastAccept()).toBe(true)
})
