import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['lib/**/*.test.ts', 'proxy/**/*.test.ts', 'components/**/*.test.{ts,tsx}', 'app/**/*.test.{ts,tsx}', 'e2e/process/*.test.ts'],
          globalSetup: ['lib/testing/postgres-run.ts'],
        },
      },
      // Once more on sockets as Node makes them: the way that a Node takes whose handles cannot be had.
      { extends: true, test: { name: 'public sockets', include: ['proxy/http1/*.test.ts'], env: { SLUICE_FAST_ACCEPT: 'off' } } },
    ],
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    coverage: { provider: 'v8', include: ['lib/**', 'proxy/**', 'components/**', 'app/**'], reportsDirectory: 'coverage' },
  },
})
