import { randomUUID } from 'node:crypto'
import { hashText, type HashFacts } from '#lib/routing/balancing/hash-text.ts'
import { xxhash32 } from '#lib/routing/balancing/xxhash32.ts'
import { setCookieEdits } from '#lib/routing/filters/edits.ts'
import type { HeaderValues } from '#lib/routing/request.ts'
import type { Ask } from '../balancing/balancer.ts'
import type { Reached } from '../balancing/endpoint.ts'
import type { LiveService } from '../live.ts'
import type { Exchange } from './exchange.ts'

/** What the choice of a target for a request hangs on, over all its tries. */
export class RequestAsk implements Ask, HashFacts {
  bound = -1
  readonly tried: number[] = []
  /** The target that was chosen last. */
  current: Reached | null = null
  private readonly exchange: Exchange
  private readonly live: LiveService
  private readonly bindsClient: boolean
  private hashed: number | null = null

  /** @param bindsClient the client may be given a cookie that brings it back: not by a copy, or a page */
  constructor(exchange: Exchange, live: LiveService, bindsClient: boolean) {
    this.bindsClient = bindsClient
    this.exchange = exchange
    this.live = live
  }

  /** A request with nothing of what is hashed counts as one with an empty text: all such go to one target (Kong). */
  hash(): number | null {
    const { hash } = this.live.upstream
    if (hash.length === 0 || this.hashed !== null) return this.hashed
    const found = hashText(hash, this, randomUUID)
    if (found?.setCookie && this.bindsClient) this.exchange.editResponse(setCookieEdits(found.setCookie))
    return (this.hashed = xxhash32(found?.text ?? ''))
  }

  get consumer(): string | null {
    return this.exchange.consumer?.consumer.name ?? null
  }

  get clientAddress(): string {
    return this.exchange.forwarded.clientAddress
  }

  get headers(): HeaderValues {
    return this.exchange.headers
  }

  get match(): HashFacts['match'] {
    return this.exchange.match!
  }

  /** A target that was not tried, while there is one; null: none takes requests. */
  next(): Reached | null {
    const { live, tried } = this
    const place = live.balancer.choose(this)
    if (place === -1 || tried.includes(place)) return null
    tried.push(place)
    return (this.current = live.endpoints[place]!)
  }
}
