import { fork } from 'node:child_process'

/**
 * Runs a module in a process of its own and answers the one message that it sends.
 * @throws {Error} if it ends without one, with what it wrote to stderr
 */
export function runChild<Task, Answer>(module: URL, task: Task): Promise<Answer> {
  const child = fork(module, [JSON.stringify(task)], { execArgv: ['--expose-gc'], stdio: ['ignore', 2, 'pipe', 'ipc'] })
  let written = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (written += text))
  return new Promise((resolve, reject) => {
    let answer: Answer | undefined
    child.once('message', (message) => {
      answer = message as Answer
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (answer !== undefined && code === 0) resolve(answer)
      else reject(new Error(`${module.pathname} ended with code ${code}\n${written}`))
    })
  })
}

/** In such a process: its task. */
export const readTask = <Task>(): Task => JSON.parse(process.argv[2]!) as Task
