import { z } from 'zod'

/**
 * How one text is made of another: a pair is a stretch of the old one's pieces (the first of them, and how many), a text
 * is what is new. Pieces are what lies between the texts `},{`: about one object each.
 */
export const DeltaSteps = z.array(z.union([z.tuple([z.number().int(), z.number().int()]), z.string()]))
export type DeltaSteps = z.infer<typeof DeltaSteps>

const SEPARATOR = '},{'

/** Places of the old pieces, each text's first one. */
function placesOf(pieces: readonly string[], from: number, to: number): Map<string, number> {
  const places = new Map<string, number>()
  for (let place = from; place < to; place++) if (!places.has(pieces[place]!)) places.set(pieces[place]!, place)
  return places
}

/** Adds pieces one after the other, and puts together what belongs together. */
function stepWriter() {
  const steps: DeltaSteps = []
  let fresh: string[] = []
  let run: [number, number] | null = null
  const flush = () => {
    if (fresh.length > 0) steps.push(fresh.join(SEPARATOR))
    fresh = []
  }
  return {
    keep(place: number, count: number) {
      if (count === 0) return
      if (run && fresh.length === 0 && run[0] + run[1] === place) {
        run[1] += count
        return
      }
      flush()
      steps.push((run = [place, count]))
    },
    add(piece: string) {
      run = null
      fresh.push(piece)
    },
    /** Where the run that is being kept goes on; -1: nothing is. */
    next: () => (run ? run[0] + run[1] : -1),
    end: () => {
      flush()
      return steps
    },
  }
}

/** How `next` is made of `before`. `applyDelta(before, deltaOf(before, next)) === next`, whatever the texts are. */
export function deltaOf(before: string, next: string): DeltaSteps {
  const old = before.split(SEPARATOR)
  const pieces = next.split(SEPARATOR)
  const shorter = Math.min(old.length, pieces.length)
  let head = 0
  while (head < shorter && old[head] === pieces[head]) head++
  let tail = 0
  while (tail < shorter - head && old[old.length - 1 - tail] === pieces[pieces.length - 1 - tail]) tail++

  const places = placesOf(old, head, old.length - tail)
  const writer = stepWriter()
  writer.keep(0, head)
  for (let at = head; at < pieces.length - tail; at++) {
    const piece = pieces[at]!
    const place = old[writer.next()] === piece ? writer.next() : places.get(piece)
    if (place === undefined) writer.add(piece)
    else writer.keep(place, 1)
  }
  writer.keep(old.length - tail, tail)
  return writer.end()
}

/** Characters of the steps, about. */
export const sizeOfDelta = (steps: DeltaSteps): number => steps.reduce((sum, step) => sum + (typeof step === 'string' ? step.length : 16), 0)

/**
 * The text that the steps make of the old one. Whether it is the right one is for its digest to say.
 * @throws {RangeError} if a step refers to what the old text does not have
 */
export function applyDelta(before: string, steps: DeltaSteps): string {
  const old = before.split(SEPARATOR)
  const parts = steps.map((step) => {
    if (typeof step === 'string') return step
    const [from, count] = step
    if (from < 0 || count < 1 || from + count > old.length) throw new RangeError('The change does not fit what is held')
    return old.slice(from, from + count).join(SEPARATOR)
  })
  return parts.join(SEPARATOR)
}
