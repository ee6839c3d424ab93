import { useEffect, useEffectEvent } from 'react'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

/** Single keys act only while nobody types; Ctrl/Cmd-K always. */
export function useShortcuts(actions: { search: () => void; palette: () => void; help: () => void }): void {
  const keydown = useEffectEvent((event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      actions.palette()
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('[role="dialog"][data-open]')) return
    if (event.key === '/') {
      event.preventDefault()
      actions.search()
    } else if (event.key === '?') actions.help()
  })
  useEffect(() => {
    document.addEventListener('keydown', keydown)
    return () => document.removeEventListener('keydown', keydown)
  }, [])
}
