'use client'
import { useEffect, useState } from 'react'

/** The value as it was when it last stood still for so long. */
export function useSettled<T>(value: T, afterMs: number): T {
  const key = JSON.stringify(value)
  const [settled, setSettled] = useState(key)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), afterMs)
    return () => clearTimeout(timer)
  }, [key, afterMs])
  return JSON.parse(settled) as T
}
