import type { Socket } from 'node:net'
import { Blocks } from './body-blocks.ts'

/** What waits for a client that takes less than comes, in order behind what its socket has. */
export class Ahead {
  private readonly waiting = new Blocks()
  private readonly socket: Socket
  private readonly most: number

  /** @param most bytes that may wait */
  constructor(socket: Socket, most: number) {
    this.socket = socket
    this.most = most
  }

  /** The client has not taken what was sent: what comes is to be added here. */
  get isBehind(): boolean {
    return this.waiting.bytes > 0 || this.socket.writableNeedDrain
  }

  get isEmpty(): boolean {
    return this.waiting.bytes === 0
  }

  get isFull(): boolean {
    return this.waiting.bytes >= this.most
  }

  /** Whether there is so much room again that it is worth while to go on. */
  get hasRoom(): boolean {
    return this.waiting.bytes <= this.most / 2
  }

  add(buffer: Buffer, from: number, to: number): void {
    this.waiting.append(buffer, from, to)
  }

  /** Sends or adds bytes that stay as they are. */
  send(piece: Buffer): void {
    if (this.isBehind) this.waiting.append(piece, 0, piece.length)
    else this.socket.write(piece)
  }

  /** Sends or adds a text of latin1. */
  text(text: string): void {
    if (this.isBehind) this.waiting.append(Buffer.from(text, 'latin1'), 0, text.length)
    else this.socket.write(text, 'latin1')
  }

  /** The socket has taken all: sends it what it takes next. */
  flush(): void {
    while (this.waiting.bytes > 0 && !this.socket.writableNeedDrain) this.socket.write(this.waiting.take()!)
  }

  drop(): void {
    this.waiting.clear()
  }
}
