/** The sign of Sluice, as in `app/icon.svg`. */
export const Mark = ({ size = 22 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden>
    <rect width="32" height="32" rx="7" fill="#0b7175" />
    <path d="M6 11h20M11 11v11M21 11v11" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
    <path d="M6 24c2.5-2.6 4.5-2.6 6.7 0s4.2 2.6 6.6 0 4.2-2.6 6.7 0" stroke="#8fe0dc" strokeWidth="2.6" strokeLinecap="round" />
  </svg>
)
