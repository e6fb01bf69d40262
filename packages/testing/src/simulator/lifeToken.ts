import type { Life } from "./LifeEvent.ts"

/** Writes a life as one word, by which it is lived again. */
export const lifeToken = (life: Life): string =>
  encodeURIComponent(JSON.stringify(life)).replaceAll("%22", "~").replaceAll("%2C", ";")

/** What is typed in the top folder of this workspace to live a life again. */
export const replayCommand = (life: Life): string => `npx --yes pnpm@12 replay '${lifeToken(life)}'`

/** Reads a life back. Throws when the word is not one that `lifeToken` has written. */
export const lifeOfToken = (token: string): Life => {
  const text = decodeURIComponent(token.replaceAll("~", "%22").replaceAll(";", "%2C"))
  return JSON.parse(text) as Life
}
