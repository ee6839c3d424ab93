export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const THEME_COOKIE = 'sluice_theme'
export const RAIL_COOKIE = 'sluice_rail'

const YEAR_SECONDS = 31_536_000

// Cookies rather than local storage: the server renders with them, so that nothing flashes.
export function setPreference(cookie: string, value: string): void {
  document.cookie = `${cookie}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
}
