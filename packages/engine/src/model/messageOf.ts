import { inMessage } from "./inMessage.ts"
import { shortened } from "./shortened.ts"

/** Total, whatever was thrown: an error whose own text throws must not break the race. */
export const messageOf = (error: unknown): string => {
  try {
    const { message, _tag } = Object(error) as {
      readonly message?: unknown
      readonly _tag?: unknown
    }
    if (typeof message === "string" && message !== "") return shortened(message)
    if (typeof _tag === "string") return shortened(_tag)
    const text = String(error)
    return text === "[object Object]" ? inMessage(error) : shortened(text)
  } catch {
    return "an error that cannot be shown"
  }
}
