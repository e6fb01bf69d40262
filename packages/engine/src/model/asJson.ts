import type { Json } from "effect/Schema"

/** The value as JSON would carry it, or undefined where it would not. */
export const asJson = (value: unknown): Json | undefined => {
  try {
    const text = JSON.stringify(value)
    return text === undefined ? undefined : (JSON.parse(text) as Json)
  } catch {
    return undefined
  }
}
