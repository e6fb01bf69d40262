import * as fs from "node:fs"
import { createRequire, syncBuiltinESMExports } from "node:module"
import * as path from "node:path"
import { say } from "../say.ts"
import { stepVariable } from "./stepVariable.ts"

// Kills this process at a named step of the store: just before or just after one file operation on
// one kind of file, for example `linkSync outcome.json after`. It works from below, by the one
// mutable object behind every `import * as fs`, so that the store's code stays as it is. This module
// is the first that the program evaluates.

const real = createRequire(import.meta.url)("node:fs") as Record<string, unknown>
const names = new Map<number, string>()
const told = new Set<string>()

type Call = (...args: ReadonlyArray<unknown>) => unknown

/** What a step is told by: not the job, the hour or the attempt, but the kind of file. */
const kindOf = (file: string): string => {
  const name = path.basename(file)
  if (file.startsWith("/proc")) return "process"
  if (name.startsWith(".")) return "prepared"
  if (/^gone\.[0-9a-f]{16}\./.test(name)) return "given up folder"
  if (/^[0-9a-f]{16}\./.test(name)) return "taken folder"
  if (/^[0-9a-f]{16}$/.test(name)) {
    return path.basename(path.dirname(file)) === "active" ? "active marker" : "job folder"
  }
  if (/^\d{15}-[0-9a-f]{16}$/.test(name)) return "settled marker"
  return /^[0-9a-f]{2}$|^\d{4}-\d{2}-\d{2}$/.test(name) ? "bucket" : name
}

const targetOf = (args: ReadonlyArray<unknown>): string => {
  const [first, second] = args
  if (typeof first === "number") return kindOf(names.get(first) ?? "pipe")
  // A link or a rename is about its new name.
  const file = typeof second === "string" && second.includes(path.sep) ? second : first
  return kindOf(String(file))
}

/** Operations that change something, or that everything after them goes on from. */
const changing =
  "openSync writeSync fsyncSync linkSync renameSync unlinkSync mkdirSync rmSync rmdirSync".split(
    " "
  )

const install = (wanted: string): void => {
  const [step, nth] = wanted.split("#")
  let met = 0
  const at = (name: string) => {
    if (wanted === "survey") {
      if (!told.has(name)) say({ step: name })
      told.add(name)
    } else if (name === step && ++met === Number(nth)) die()
  }
  const around =
    (operation: string, call: Call): Call =>
    (...args) => {
      const name = `${operation} ${targetOf(args)}`
      if (/ (?:pipe|process)$/.test(name)) return call(...args)
      at(`${name} before`)
      const answer = call(...args)
      if (operation === "openSync") names.set(answer as number, String(args[0]))
      at(`${name} after`)
      return answer
    }
  for (const operation of changing) {
    real[operation] = around(operation, real[operation] as Call)
  }
  syncBuiltinESMExports()
}

/** Nothing of this process runs after this line is in the pipe. */
const die = (): never => {
  // @effect-diagnostics-next-line globalDate:off -- the parent compares it with recorded wall times
  say({ dying: Date.now() })
  process.kill(process.pid, "SIGKILL")
  for (;;) fs.existsSync("/")
}

const wanted = process.env[stepVariable]
/** What this process was told to die at. */
export const dyingAt: string | null = wanted ?? null
if (wanted !== undefined && wanted !== "") install(wanted)
