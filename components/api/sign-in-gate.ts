/**
 * One question for all calls that met an expired session: the first one opens the dialog, the others wait for its answer.
 * `ask` is what a client gets; the dialog subscribes and answers.
 */
export type SignInGate = {
  ask: () => Promise<boolean>
  answer: (signedIn: boolean) => void
  isOpen: () => boolean
  subscribe: (listener: () => void) => () => void
}

export function createSignInGate(): SignInGate {
  let waiting: ((signedIn: boolean) => void)[] = []
  const listeners = new Set<() => void>()
  const changed = () => listeners.forEach((listener) => listener())
  return {
    ask: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        changed()
      }),
    answer: (signedIn) => {
      const answered = waiting
      waiting = []
      for (const resolve of answered) resolve(signedIn)
      changed()
    },
    isOpen: () => waiting.length > 0,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
