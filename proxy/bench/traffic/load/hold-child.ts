import { readTask } from '../../run-child.ts'
import { createClient } from './client.ts'
import { connectTo, requestFor } from './connect.ts'

export type HoldTask = { port: number; tls: boolean; count: number }
export type Held = { open: number; errors: number }

const AT_ONCE = 32
const REQUEST = requestFor('/1k')

function openOne({ port, tls }: HoldTask): Promise<boolean> {
  return new Promise((resolve) => {
    const client = createClient(connectTo(port, tls), REQUEST, {
      onAnswer: (status) => resolve(status === 200),
      onLost: () => resolve(false),
    })
    client.ask()
  })
}

async function openAll(task: HoldTask): Promise<Held> {
  let left = task.count
  let open = 0
  const opener = async () => {
    while (left-- > 0) if (await openOne(task)) open++
  }
  await Promise.all(Array.from({ length: AT_ONCE }, opener))
  return { open, errors: task.count - open }
}

if (process.send) process.send(await openAll(readTask<HoldTask>()))
