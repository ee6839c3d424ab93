import { connect } from '#lib/kubernetes/connect.ts'
import { startElection } from '#lib/kubernetes/lease.ts'

// One that stands for election, as a process of its own: `elector.ts KUBECONFIG NAMESPACE IDENTITY TIMING`.
const [kubeconfig, namespace, identity, timing] = process.argv.slice(2) as [string, string, string, string]

/** The clock is that of the machine since its start, so that lines of several processes can be compared. */
const say = (event: string) => process.stdout.write(`${JSON.stringify({ event, at: Number(process.hrtime.bigint()) / 1e6 })}\n`)

const client = await connect({ type: 'file', path: kubeconfig, allowExec: false })
const election = startElection({
  client,
  namespace,
  name: 'sluice-controller',
  identity,
  async onLeading(signal) {
    say('begins')
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    say('ends')
  },
  log: { info: () => {}, error: (fields, text) => process.stderr.write(`${text} ${JSON.stringify(fields)}\n`) },
  timing: JSON.parse(timing),
})
process.on('SIGCONT', () => say(election.isLeading() ? 'leads after all' : 'leads no more'))
process.on('SIGTERM', async () => {
  await election.stop()
  await client.close()
  process.exit(0)
})
