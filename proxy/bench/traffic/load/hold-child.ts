import { readTask } from '../../run-child.ts'
import { createClient } from './client.ts'
import { connectTo, requestFor } from './connect.ts'

export type HoldTask = { port: number; tls: boolean; count: number }
export type Held = { open: number; errors: number }

const AT_ONCE = 32
const PATIENCE_MS = 5000
/** After which there is no sense in trying on. */
const MOST_ERRORS = 100
const REQUEST = requestFor('/1k')

function openOne({ port, tls }: HoldTask): Promise<boolean> {
  return new Promise((resolve) => {
    const client = createClient(connectTo(port, tls), REQUEST, {
      onAnswer(status) {
        clearTimeout(giveUp)
        resolve(status === 200)
      },
      onLost: () => resolve(false),
    })
    const giveUp = setTimeout(() => {
      client.end()
      resolve(false)
    }, PATIENCE_MS)
    client.ask()
  })
}

async function openAll(task: HoldTask): Promise<Held> {
  let tried = 0
  let open = 0
  let errors = 0
  const opener = async () => {
    while (tried < task.count && errors < MOST_ERRORS) {
      tried++
      if (await openOne(task)) open++
      else errors++
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, opener))
  return { open, errors }
}

process.once('disconnect', () => process.exit(0))
if (process.send) process.send(await openAll(readTask<HoldTask>()))
