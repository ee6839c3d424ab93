import { expect, test, vi } from 'vitest'
import { controllerAddresses } from './controller-addresses.ts'

test.each([['10.0.0.1', '10.0.0.1'], ['[::1]', '::1']])('%s is not looked up', async (hostname, address) => {
  const resolve = vi.fn()
  expect(await controllerAddresses(hostname, resolve)()).toEqual([address])
  expect(resolve).not.toHaveBeenCalled()
})

test('a name is looked up again after a while; if it cannot be, the last addresses hold', async () => {
  const resolve = vi.fn(async () => ['10.0.0.1'])
  let clock = 0
  const addresses = controllerAddresses('controllers.test', resolve, () => clock)
  expect([await addresses(), await addresses()]).toEqual([['10.0.0.1'], ['10.0.0.1']])
  expect(resolve).toHaveBeenCalledExactlyOnceWith('controllers.test')
  clock = 2000
  resolve.mockResolvedValueOnce(['10.0.0.2', '10.0.0.3', '10.0.0.2'])
  expect(await addresses()).toEqual(['10.0.0.2', '10.0.0.3'])
  clock = 4000
  resolve.mockRejectedValueOnce(new Error('ENOTFOUND'))
  expect(await addresses()).toEqual(['10.0.0.2', '10.0.0.3'])
})

test('a name that was never found is an error', async () => {
  await expect(controllerAddresses('controllers.test', () => Promise.reject(new Error('ENOTFOUND')))()).rejects.toThrow('ENOTFOUND')
})
