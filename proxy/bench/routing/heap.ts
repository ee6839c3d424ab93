/**
 * Bytes that live on the heap now. Collects twice, since the first round may leave what finalisers held.
 * @throws {Error} unless the process runs with --expose-gc
 */
export function liveBytes(): number {
  if (!globalThis.gc) throw new Error('Run with --expose-gc')
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed
}
