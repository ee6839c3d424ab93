const LEAST = 4096
const MOST = 65_536

/** Bytes that wait for somebody, copied together: a thousand small pieces take no more than what they hold. */
export class Blocks {
  bytes = 0
  private readonly list: Buffer[] = []
  /** Bytes of the last block that are filled. */
  private used = 0

  append(buffer: Buffer, from: number, to: number): void {
    for (let at = from; at < to; ) {
      let last = this.list.at(-1)
      if (last === undefined || this.used === last.length) {
        this.list.push((last = Buffer.allocUnsafeSlow(Math.min(MOST, Math.max(LEAST, this.bytes, to - at)))))
        this.used = 0
      }
      const copied = buffer.copy(last, this.used, at, to)
      this.used += copied
      this.bytes += copied
      at += copied
    }
  }

  /** The first of what waits, which is the caller's from now on. */
  take(): Buffer | null {
    const first = this.list.shift()
    if (first === undefined) return null
    const piece = this.list.length === 0 ? first.subarray(0, this.used) : first
    if (this.list.length === 0) this.used = 0
    this.bytes -= piece.length
    return piece
  }

  clear(): void {
    this.list.length = 0
    this.used = 0
    this.bytes = 0
  }

  /** All that waits; it stays. Nothing may be appended while somebody reads it. */
  pieces(): Buffer[] {
    return this.list.map((block, place) => (place === this.list.length - 1 ? block.subarray(0, this.used) : block))
  }
}
