import { readQuietly } from "../functions/readQuietly.ts"
import { answerOf } from "./answerOf.ts"
import { answerWith } from "./answerWith.ts"

/**
 * Answers a command out of files alone where nothing is left to do about the jobs that they tell of,
 * and says whether it did. Where it did not, nothing was printed, and whoever is asked next answers:
 * this may only say what that one would.
 *
 * @param host the folder of the host's modules
 */
export const answerQuietly = (argv: ReadonlyArray<string>, host: URL): Promise<boolean> =>
  answerWith(argv, host, (line) => {
    const reading = readQuietly(line.cwd)
    return reading === null ? null : answerOf(line, reading, reading.noteRead)
  })
