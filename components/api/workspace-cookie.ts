/** Remembers the workspace last chosen. Apart from the provider, since the server reads it too. */
export const WORKSPACE_COOKIE = 'sluice_workspace'
