import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { until } from "./command.ts"

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

/** Where a detached owner is held: before it claims, starts its command, or records that it has. */
export type HeldAt = keyof typeof places

/** The environment that holds a detached owner there, deaf to everything, until it is released. */
export const holdOwner = (root: string, where: HeldAt) => {
  const inPlace = (name: string) => path.join(path.dirname(root), name)
  const [script, held, release] = [inPlace("hold.cjs"), inPlace("held"), inPlace("release")]
  fs.writeFileSync(
    script,
    `const fs = require("node:fs")
     const hold = () => {
       fs.writeFileSync(${JSON.stringify(held)}, String(process.pid))
       const pause = new Int32Array(new SharedArrayBuffer(4))
       while (!fs.existsSync(${JSON.stringify(release)})) Atomics.wait(pause, 0, 0, 20)
     }
     if (process.argv[2] === "own") { ${places[where]} }`
  )
  return {
    env: { NODE_OPTIONS: `--require ${script}` },
    /** Its process, once it is held. */
    pid: numberOnceThere(held),
    release: Effect.sync(() => fs.writeFileSync(release, ""))
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
