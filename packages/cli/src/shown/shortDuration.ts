/** Says a time span in two units at most: `840ms`, `7.4s`, `3m 20s`, `2h 5m`, `4d 1h`. */
export const shortDuration = (millis: number): string => {
  if (millis < 1_000) return `${Math.max(0, Math.round(millis))}ms`
  if (millis < 10_000) return `${Math.floor(millis / 100) / 10}s`
  const seconds = Math.floor(millis / 1_000)
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3_600) return two(seconds, 60, "m", 1, "s")
  if (seconds < 86_400) return two(seconds, 3_600, "h", 60, "m")
  return two(seconds, 86_400, "d", 3_600, "h")
}

const two = (seconds: number, big: number, bigName: string, small: number, smallName: string) => {
  const rest = Math.floor((seconds % big) / small)
  return `${Math.floor(seconds / big)}${bigName}${rest === 0 ? "" : ` ${rest}${smallName}`}`
}
