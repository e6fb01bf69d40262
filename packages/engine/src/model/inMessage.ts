import { asJson } from "./asJson.ts"

/** The value as a message shows it, whatever it is. */
export const inMessage = (value: unknown): string => {
  if (typeof value === "function") return "a function"
  if (typeof value === "object" || typeof value === "string") {
    const text = JSON.stringify(asJson(value)) ?? "an object"
    return text.length <= longest ? text : `${text.slice(0, longest)}…`
  }
  return String(value)
}

const longest = 80
