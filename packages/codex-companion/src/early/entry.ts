import * as module from "node:module"
import { fileURLToPath } from "node:url"
import { answerQuietly } from "./answerQuietly.ts"

// The command `codex-companion.mjs`, as it is installed: what has only to be read is answered out of
// this one file. Everything else is answered with the engine, and then with the rest of the host.
const lib = new URL("./lib/", import.meta.url)
const argv = process.argv.slice(2)

if (!(await answerQuietly(argv, lib))) {
  keepCompiled(new URL(".job-companion-cache/", lib))
  const { answerReading } = (await import(new URL("job-companion.mjs", lib).href)) as {
    readonly answerReading: (argv: ReadonlyArray<string>) => Promise<boolean>
  }
  if (!(await answerReading(argv))) {
    await import(new URL("codex-companion-main.mjs", import.meta.url).href)
  }
}

/** Node keeps what it compiles from here on, where it can (22.1) and may write. */
function keepCompiled(folder: URL): void {
  const { enableCompileCache } = module as { enableCompileCache?: (folder: string) => unknown }
  enableCompileCache?.(fileURLToPath(folder))
}
