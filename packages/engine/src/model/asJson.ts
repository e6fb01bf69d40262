import type { Json } from "effect/Schema"
import { isTooDeep } from "./isTooDeep.ts"

/** The value as JSON would carry it, or undefined where it would not, or nests too deep to be kept. */
export const asJson = (value: unknown): Json | undefined => {
  try {
    const text = JSON.stringify(value)
    if (text === undefined) return undefined
    const json = JSON.parse(text) as Json
    return isTooDeep(json) ? undefined : json
  } catch {
    return undefined
  }
}
