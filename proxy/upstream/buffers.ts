/** Bytes of one read: large enough for a bulk transfer, small enough for a thousand of them. */
export const READ_BYTES = 65_536
const MOST_FREE = 64

/** What heads and small messages are read into: whatever of it is kept is copied before the next read, of any socket. */
const shared = Buffer.allocUnsafeSlow(READ_BYTES)

const free: Buffer[] = []

/** Gives a buffer back that was left, once the kernel has all of it. */
export function giveBuffer(buffer: Buffer): void {
  if (free.length < MOST_FREE) free.push(buffer)
}

/** Where one socket reads to. In a bulk transfer that is a buffer of its own, whose bytes are written on without a copy. */
export class ReadBuffer {
  isBulk = false
  private current: Buffer = shared

  /** For the next read. */
  next(): Buffer {
    if (this.isBulk) {
      if (this.current === shared) this.current = free.pop() ?? Buffer.allocUnsafeSlow(READ_BYTES)
    } else this.release()
    return this.current
  }

  /** Whether bytes of the last read may be written on as they are. */
  get isOwn(): boolean {
    return this.current !== shared
  }

  /** Leaves the buffer to the caller, who still has bytes of it to write: the next read goes elsewhere. Null: it is not ours alone. */
  leave(): Buffer | null {
    const left = this.current
    this.current = shared
    return left === shared ? null : left
  }

  /** To be called at the end of the socket. */
  release(): void {
    if (this.current !== shared) giveBuffer(this.current)
    this.current = shared
  }
}
