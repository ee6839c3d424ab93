import os from 'node:os'

export type Machine = { cpu: string; cores: number; memoryMiB: number; node: string; platform: string }

/** What the figures were measured on. */
export const describeMachine = (): Machine => ({
  cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
  cores: os.availableParallelism(),
  memoryMiB: Math.round(os.totalmem() / 2 ** 20),
  node: process.versions.node,
  platform: `${process.platform} ${process.arch} ${os.release()}`,
})
