import { mkdtemp, open, rm, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Blocks } from './body-blocks.ts'

/** What a body may take of the memory. */
const MOST_IN_MEMORY = 262_144
/** What is written to the file at a time. */
const ONE_WRITE = 65_536

/** Who waits for a body to be stored. */
export type StoreUser = {
  /** It is not full; told after each piece that went to the file. */
  onRoom(): void
  /** All of it is here. Told once, and not from within `end`. */
  onStored(): void
  /** It cannot be stored. */
  onBroken(error: unknown): void
}

/** A file that nobody else can open, and that is gone with the process. @throws {Error} where the system has no place for it */
export async function openUnnamed(): Promise<FileHandle> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-'))
  try {
    const path = join(folder, 'body')
    const file = await open(path, 'wx+', 0o600)
    await unlink(path)
    return file
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A whole request body: in memory while it is small, in a file without a name otherwise. Whoever reads it holds it. */
export class BodyStore {
  /** Bytes that came. */
  size = 0
  private readonly user: StoreUser
  private readonly openFile: () => Promise<FileHandle>
  /** In memory: the body, or what of it is not in the file yet. */
  private readonly waiting = new Blocks()
  private file: FileHandle | null = null
  private written = 0
  /** Of `waiting`, what is on its way to the file. */
  private writing = 0
  private isSpilling = false
  private isEnded = false
  private isClosed = false
  private isBroken = false
  private holders = 1

  constructor(user: StoreUser, openFile: () => Promise<FileHandle> = openUnnamed) {
    this.user = user
    this.openFile = openFile
  }

  /** No more must be read for it: the file is slower than the client. */
  get isFull(): boolean {
    return this.waiting.bytes + this.writing > MOST_IN_MEMORY
  }

  /** The body, where none of it is in a file; null: read it from there. */
  get pieces(): Buffer[] | null {
    return this.file === null ? this.waiting.pieces() : null
  }

  private get isWorthAWrite(): boolean {
    return this.waiting.bytes >= ONE_WRITE || (this.isEnded && this.waiting.bytes > 0)
  }

  add(buffer: Buffer, from: number, to: number): void {
    if (this.isClosed || this.isBroken) return
    this.size += to - from
    this.waiting.append(buffer, from, to)
    if (this.waiting.bytes >= (this.file === null ? MOST_IN_MEMORY + 1 : ONE_WRITE)) this.spill()
  }

  /** No more comes. */
  end(): void {
    this.isEnded = true
    if (this.file === null && !this.isSpilling) queueMicrotask(() => this.stored())
    else this.spill()
  }

  /** Reads from the file. @returns how many bytes; less than asked for only at the end */
  async read(buffer: Buffer, position: number): Promise<number> {
    const { bytesRead } = await this.file!.read(buffer, 0, buffer.length, position)
    return bytesRead
  }

  hold(): void {
    this.holders++
  }

  /** To be called once by each who holds it, as by its maker: the last one lets it go. */
  release(): void {
    if (--this.holders > 0) return
    this.isClosed = true
    this.drop()
    if (!this.isSpilling) this.close()
  }

  private spill(): void {
    if (this.isSpilling || this.isClosed || this.isBroken) return
    this.isSpilling = true
    this.write().then(
      () => this.spilled(),
      (error: unknown) => this.broke(error),
    )
  }

  private async write(): Promise<void> {
    this.file ??= await this.openFile()
    while (this.isWorthAWrite) {
      const piece = this.waiting.take()!
      this.writing = piece.length
      for (let at = 0; at < piece.length; ) {
        const { bytesWritten } = await this.file.write(piece, at, piece.length - at, this.written)
        at += bytesWritten
        this.written += bytesWritten
      }
      this.writing = 0
      if (!this.isFull && !this.isClosed) this.user.onRoom()
    }
  }

  private spilled(): void {
    this.isSpilling = false
    if (this.isClosed) this.close()
    else if (this.isWorthAWrite) this.spill()
    else if (this.isEnded) this.stored()
  }

  private broke(error: unknown): void {
    this.isSpilling = false
    this.isBroken = true
    this.drop()
    if (this.isClosed) this.close()
    else this.user.onBroken(error)
  }

  private drop(): void {
    this.waiting.clear()
    this.writing = 0
  }

  private stored(): void {
    if (!this.isClosed) this.user.onStored()
  }

  private close(): void {
    // The file is gone either way; what its descriptor has to say about it helps nobody.
    this.file?.close().catch(() => {})
  }
}
