import { readQuietly } from "../functions/readQuietly.ts"
import { Refusal } from "../functions/Refusal.ts"
import { print, printFailure } from "./Answer.ts"
import { answerOf } from "./answerOf.ts"
import { isReading, parseLine } from "./ReadingLine.ts"

/**
 * Answers a command out of files alone where nothing is left to do about the jobs that they tell of,
 * and says whether it did. Where it did not, nothing was printed, and whoever is asked next answers:
 * this may only say what that one would.
 *
 * @param host the folder of the host's modules
 */
export const answerQuietly = async (
  [command, ...argv]: ReadonlyArray<string>,
  host: URL
): Promise<boolean> => {
  if (!isReading(command)) return false
  try {
    const line = await parseLine(command, argv, host)
    const reading = readQuietly(line.cwd)
    const answer = reading === null ? null : answerOf(line, reading)
    if (answer === null) return false
    await print(answer, line.options["json"], host)
    return true
  } catch (error) {
    // Anything else is for the engine to find out, and to say.
    if (!(error instanceof Refusal)) return false
    printFailure(error)
    return true
  }
}
