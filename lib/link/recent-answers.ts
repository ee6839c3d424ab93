/** A proxy that changes its controller is heard by the next one within this time. */
const RECENT_MS = 15_000

/** What each controller answered last, for the moments in which it does not answer. */
export type RecentAnswers<T> = {
  /** One answer of each controller, though it may have several addresses; and the recent ones of those that are silent now. */
  take(answers: readonly T[]): { answered: T[]; silent: T[] }
  clear(): void
}

/** @param idOf names the controller that gave an answer */
export function recentAnswers<T>(idOf: (answer: T) => string, now: () => number = () => performance.now()): RecentAnswers<T> {
  const held = new Map<string, { answer: T; at: number }>()
  return {
    take(answers) {
      const at = now()
      const answered = new Map(answers.map((answer) => [idOf(answer), answer]))
      for (const [id, answer] of answered) held.set(id, { answer, at })
      for (const [id, old] of held) if (at - old.at >= RECENT_MS) held.delete(id)
      const silent = [...held].filter(([id]) => !answered.has(id)).map(([, { answer }]) => answer)
      return { answered: [...answered.values()], silent }
    },
    clear: () => held.clear(),
  }
}
