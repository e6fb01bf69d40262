import { writeTo } from "@job-lifecycle/node"
import { keptElsewhere } from "../workspace/keptElsewhere.ts"
import { Refusal } from "../functions/Refusal.ts"
import { otherPlaces } from "../workspace/tellOtherPlaces.ts"
import type { Answer } from "./Answer.ts"
import { print, printFailure } from "./Answer.ts"
import { left } from "./left.ts"
import type { ReadingLine } from "./ReadingLine.ts"
import { isReading, parseLine } from "./ReadingLine.ts"

/**
 * Answers a command that reads by an answer that may not be there: null, or a failure that is no
 * refusal, leaves it to whoever knows more and is asked next. Says whether anything was printed.
 */
export const answerWith = async (
  [command, ...argv]: ReadonlyArray<string>,
  host: URL,
  find: (line: ReadingLine) => Answer | null | Promise<Answer | null>
): Promise<boolean> => {
  if (!isReading(command)) return false
  try {
    const line = await parseLine(command, argv, host)
    if (keptElsewhere(line.cwd, line.reference) !== null) return false
    const answer = await find(line)
    const isOfAll = command === "status" && line.reference === ""
    // Read before it is asked whether anything was left: another place may hold what only a schema judges.
    const places = isOfAll ? otherPlaces(line.cwd) : []
    if (answer === null || left.isLeft) return false
    for (const place of places) writeTo(2, place)
    await print(answer, line.options["json"], host)
    return true
  } catch (error) {
    if (!(error instanceof Refusal) || left.isLeft) return false
    printFailure(error)
    return true
  }
}
