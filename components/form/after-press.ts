'use client'
import { useEffect, useState } from 'react'

let isDown = false
const waiting = new Set<() => void>()

function release(): void {
  isDown = false
  // The click follows the release; only after it may the page move.
  setTimeout(() => {
    for (const show of waiting) show()
    waiting.clear()
  })
}

if (typeof window !== 'undefined') {
  window.addEventListener('pointerdown', () => (isDown = true), true)
  window.addEventListener('pointerup', release, true)
  window.addEventListener('pointercancel', release, true)
}

/**
 * False while the pointer that was down when the component appeared is still down. What leaving a field brings up must not
 * push away the button under the pointer: its click would be lost.
 */
export function useAfterPress(): boolean {
  const [isHeld, setHeld] = useState(() => isDown)
  useEffect(() => {
    if (!isHeld) return
    const show = () => setHeld(false)
    waiting.add(show)
    if (!isDown) release()
    return () => void waiting.delete(show)
  }, [isHeld])
  return !isHeld
}
