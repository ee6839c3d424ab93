/** Both in milliseconds. Tests give the two one time. */
export type Clock = {
  /** Unix time, to which windows are aligned. */
  wall(): number
  /** Never goes back, is the same in all threads of the process, and finer than a millisecond. */
  steady(): number
}

/** The clocks of the system. */
export function systemClock(): Clock {
  // `performance.now()` begins anew in each thread; hrtime reads the same clock from one origin, and is slower.
  const [seconds, nanoseconds] = process.hrtime()
  const offset = seconds * 1000 + nanoseconds / 1e6 - performance.now()
  return { wall: Date.now, steady: () => performance.now() + offset }
}
