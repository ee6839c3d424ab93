import { CopyButton } from './copy-button.tsx'

/** Text to be read or copied whole: YAML, a command, PEM. `label` names it. */
export function CodeBlock({ children, label, wrap }: { children: string; label: string; wrap?: boolean }) {
  return (
    <div className="relative rounded-md border bg-sunken">
      <pre tabIndex={0} role="region" aria-label={label} className={`overflow-x-auto p-3 pr-10 leading-5 ${wrap ? 'whitespace-pre-wrap break-all' : ''}`}>
        <code>{children}</code>
      </pre>
      <span className="absolute top-1.5 right-1.5"><CopyButton text={children} what={label} /></span>
    </div>
  )
}
