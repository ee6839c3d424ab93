/** How the traffic cases run. */
export type Settings = {
  rounds: number
  /** Of one round of one subject; the round to warm up takes as long. */
  seconds: number
  /** The proxies to be measured; null: all that are installed. */
  subjects: string[] | null
  /** Where Sluice's CPU profiles go; null: none are taken. */
  profileFolder: string | null
}
