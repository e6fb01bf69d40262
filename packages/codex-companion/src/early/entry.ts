import * as module from "node:module"
import { fileURLToPath } from "node:url"
import { answerQuietly } from "./answerQuietly.ts"
import { isReading } from "./ReadingLine.ts"

// The command `codex-companion.mjs`, as it is installed: what has only to be read is answered out of
// this one file, what has to be settled first with the next, and everything else with the engine and
// the rest of the host.
type Answers = (argv: ReadonlyArray<string>, host: URL) => Promise<boolean>

const lib = new URL("./lib/", import.meta.url)
const argv = process.argv.slice(2)

if (isReading(argv[0]) && (await answerQuietly(argv, lib))) leave()
keepCompiled(new URL(".job-companion-cache/", lib))
if (isReading(argv[0]) && (await isAnsweredLater())) leave()
await import(new URL("codex-companion-main.mjs", import.meta.url).href)

/** What was printed has been taken, and nothing is left to wait for: tidying up first would take 4 ms. */
function leave(): never {
  process.exit()
}

async function isAnsweredLater(): Promise<boolean> {
  return (
    (await isAnsweredBy("answerSettling", "job-companion-settling.mjs")) ||
    (await isAnsweredBy("answerReading", "job-companion.mjs"))
  )
}

async function isAnsweredBy(answers: string, file: string): Promise<boolean> {
  const part = (await import(new URL(file, lib).href)) as Record<string, Answers>
  return part[answers]!(argv, lib)
}

/** Node keeps what it compiles from here on, where it can (22.1) and may write. */
function keepCompiled(folder: URL): void {
  const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown }
  enableCompileCache?.(fileURLToPath(folder))
}
