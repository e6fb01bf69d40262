import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { until } from "./command.ts"

/** A way to stand in the way of a detached owner. */
export interface Hold {
  /** For whoever launches: holds the owner there, deaf to everything, until it is let go. */
  readonly env: Readonly<Record<string, string>>
  /** The owner that waits. */
  readonly pid: Effect.Effect<number>
  readonly letGo: Effect.Effect<void>
}

const atSpawn = (order: string) => `
  const processes = require("node:child_process")
  const { spawn } = processes
  processes.spawn = (...line) => { ${order} }
  require("node:module").syncBuiltinESMExports()`

const places = {
  "before its claim": "hold()",
  "before its command": atSpawn("hold(); return spawn(...line)"),
  "before its record": atSpawn("const child = spawn(...line); hold(); return child")
}

/**
 * Where a detached owner is held: before it claims (and has loaded anything), starts its command, or
 * records that it has.
 */
export type HeldAt = keyof typeof places

/** Holds every owner that is launched with this environment, in the folder around a root. It says "held". */
export const holdOwner = (root: string, where: HeldAt = "before its claim"): Hold => {
  const inPlace = (name: string) => path.join(path.dirname(root), name)
  const [script, held, go] = [inPlace("hold.cjs"), inPlace("held"), inPlace("go")]
  fs.writeFileSync(
    script,
    `const fs = require("node:fs")
     const hold = () => {
       console.error("held")
       fs.writeFileSync(${JSON.stringify(`${held}.new`)}, String(process.pid))
       fs.renameSync(${JSON.stringify(`${held}.new`)}, ${JSON.stringify(held)})
       const pause = new Int32Array(new SharedArrayBuffer(4))
       while (!fs.existsSync(${JSON.stringify(go)})) Atomics.wait(pause, 0, 0, 20)
     }
     if (process.argv[2] === "own") { ${places[where]} }`
  )
  return {
    env: { NODE_OPTIONS: `--require ${script}` },
    pid: numberOnceThere(held),
    letGo: Effect.sync(() => fs.writeFileSync(go, ""))
  }
}

/** The number that somebody writes into that file. */
export const numberOnceThere = (file: string): Effect.Effect<number> => {
  const written = () => (fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : 0)
  return until(
    `${path.basename(file)} has a number`,
    Effect.sync(() => written() > 0)
  ).pipe(Effect.map(written))
}
