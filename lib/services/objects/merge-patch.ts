const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Merges a patch into a value: null removes, records merge, all else replaces (RFC 7386 §2). */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch
  const merged: [string, unknown][] = Object.entries(isRecord(target) ? target : {}).filter(([key]) => !Object.hasOwn(patch, key))
  for (const [key, value] of Object.entries(patch)) {
    if (value !== null) merged.push([key, mergePatch(isRecord(target) && Object.hasOwn(target, key) ? target[key] : undefined, value)])
  }
  return Object.fromEntries(merged)
}
