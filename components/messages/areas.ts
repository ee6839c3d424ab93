/** Each area is a file of messages in every language, and the first part of its keys. */
export const AREAS = [
  'account', 'canaries', 'certificates', 'checks', 'cluster', 'common', 'consumers', 'diagnostics', 'filters', 'form', 'history', 'import', 'kubernetes', 'listeners', 'live', 'objects', 'overview',
  'proxies', 'routeTests', 'routes', 'rules', 'services', 'shell', 'targetHealth', 'templates', 'tester', 'tokens', 'ui', 'upstreams', 'users', 'workspaces', 'audit',
] as const
