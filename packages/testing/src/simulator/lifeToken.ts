import type { Life } from "./LifeEvent.ts"

/** Writes a life as one word, by which it is lived again. */
export const lifeToken = (life: Life): string =>
  encodeURIComponent(JSON.stringify(life)).replaceAll("%22", "~").replaceAll("%2C", ";")

/** What is typed in the top folder of this workspace to live a life again. */
export const replayCommand = (life: Life): string => `npx --yes pnpm@12 replay '${lifeToken(life)}'`

/** Reads a life back. Throws an error that says what to do when the word is none of `lifeToken`. */
export const lifeOfToken = (token: string): Life => {
  const life = parsed(token)
  if (isLife(life)) return life
  throw new Error(
    `this is not the token of a life: ${JSON.stringify(token.slice(0, 40))}. Give all of it, in quotes: a shell ends a word at its semicolons`
  )
}

const parsed = (token: string): unknown => {
  try {
    return JSON.parse(decodeURIComponent(token.replaceAll("~", "%22").replaceAll(";", "%2C")))
  } catch {
    return null
  }
}

const isLife = (json: unknown): json is Life => {
  const { cast, events, lag, preempt, seed } = (json ?? {}) as Partial<Life>
  return (
    (cast === "small" || cast === "full") &&
    Array.isArray(events) &&
    [lag, preempt, seed].every(Number.isFinite)
  )
}
