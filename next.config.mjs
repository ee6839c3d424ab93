import { existsSync } from 'node:fs'
import path from 'node:path'

const ROOT = import.meta.dirname
const dev = process.env.NODE_ENV !== 'production'

// A nonce would make every page dynamic; Next's own inline scripts need 'unsafe-inline' without one.
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  `script-src 'self' 'unsafe-inline'${dev ? " 'unsafe-eval'" : ''}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  `connect-src 'self'${dev ? ' ws:' : ''}`,
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const SECURITY_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
}

/** @type {import('next').NextConfig} */
const config = {
  outputFileTracingRoot: ROOT,
  turbopack: { root: ROOT },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  agentRules: false,
  serverExternalPackages: ['better-sqlite3', '@node-rs/argon2', 'pino', 'pg', '@prisma/adapter-better-sqlite3', '@prisma/adapter-pg', '@prisma/client'],
  // Types are a test of their own, and need not be checked again at every start of a clone.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // Loading every page at start costs seconds and tens of megabytes; the first visit of each loads it.
    preloadEntriesOnStart: false,
  },
  headers: async () => [
    { source: '/:path*', headers: Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value })) },
  ],
}

const INTL_REQUEST = './components/messages/request.ts'

export default async function nextConfig() {
  if (!existsSync(path.join(ROOT, INTL_REQUEST))) return config
  const { default: createNextIntlPlugin } = await import('next-intl/plugin')
  return createNextIntlPlugin(INTL_REQUEST)(config)
}
