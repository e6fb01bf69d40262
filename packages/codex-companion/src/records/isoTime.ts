/** Writes wall milliseconds as the host writes times; a time out of range is the nearest one in it. */
export const isoTime = (millis: number): string =>
  // @effect-diagnostics-next-line globalDate:off -- a given time is written, no clock is read
  new Date(Math.min(Math.max(millis, -8.64e15), 8.64e15)).toISOString()
