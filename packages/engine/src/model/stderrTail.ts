import { answerOf } from "./answerOf.ts"
import type { Outcome } from "./Outcome.ts"

/** What a record keeps of a standard error: its last bytes. */
const stderrTailBytes = 8_192

/** How much more is looked at, so that a secret is whole when it is looked for. */
const marginBytes = 4_096

/** How much of a standard error has to be handed over for the whole of what is kept. */
export const rawTailBytes = stderrTailBytes + marginBytes

/**
 * Makes what an outcome quotes of a standard error fit to be kept: without what the rule takes for a
 * secret, and of bounded size, cut between characters. A rule that breaks costs the text, never the outcome.
 *
 * @param redact the rule, as `Redact` has it
 */
export const tidyTail = (outcome: Outcome, redact: (text: string) => string): Outcome =>
  (outcome._tag === "Failed" || outcome._tag === "NeverStarted") && outcome.stderrTail !== ""
    ? { ...outcome, stderrTail: tidied(outcome.stderrTail, redact) }
    : outcome

const tidied = (text: string, redact: (text: string) => string): string => {
  const raw = lastBytes(text, rawTailBytes)
  const begun = raw.length < text.length || size(raw) > rawTailBytes - 4
  try {
    const redacted = answerOf(redact(raw))
    // Where so much was taken out that the cut shows, it may have gone through a secret.
    const whole = begun && size(redacted) <= stderrTailBytes ? afterFirstWord(redacted) : redacted
    return lastBytes(whole, stderrTailBytes)
  } catch {
    return "(withheld: the rule that takes secrets out of it failed)"
  }
}

const afterFirstWord = (text: string): string => text.replace(/^\S+/, "")

const encoder = new TextEncoder()
const decoder = new TextDecoder()

const size = (text: string): number => encoder.encode(text).length

/** The end of a text, from a whole character (UTF-8) on. */
const lastBytes = (text: string, bytes: number): string => {
  // No character has more units than bytes.
  const encoded = encoder.encode(text.slice(-bytes))
  let start = Math.max(0, encoded.length - bytes)
  while (start > 0 && (encoded[start]! & 0xc0) === 0x80) start++
  return decoder.decode(encoded.subarray(start))
}
