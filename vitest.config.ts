import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    include: ['lib/**/*.test.ts', 'proxy/**/*.test.ts', 'components/**/*.test.{ts,tsx}', 'app/**/*.test.{ts,tsx}', 'e2e/process/*.test.ts'],
    globalSetup: ['lib/testing/postgres-run.ts'],
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    coverage: { provider: 'v8', include: ['lib/**', 'proxy/**', 'components/**', 'app/**'], reportsDirectory: 'coverage' },
  },
})
