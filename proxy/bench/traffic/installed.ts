import { spawnSync } from 'node:child_process'

/**
 * What the first version-like word of a program's version line is; null if the program is not installed.
 * @param args with which it prints that line
 */
export function versionOf(command: string, args: readonly string[]): string | null {
  const { error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (error) return null
  return /\d+\.\d+[\w.]*/.exec(`${stdout}\n${stderr}`)?.[0] ?? 'unknown'
}
