import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { until } from "./command.ts"

/** A way to stand between the start of an owner and its claim. */
export interface Hold {
  /** For whoever launches: the owner says "held", and waits before it has loaded anything. */
  readonly env: Readonly<Record<string, string>>
  /** The owner that waits. */
  readonly pid: Effect.Effect<number>
  readonly letGo: Effect.Effect<void>
}

/** Holds every owner that is launched with this environment, in the folder around a root. */
export const holdOwner = (root: string): Hold => {
  const file = (name: string) => path.join(path.dirname(root), name)
  const [script, held, go] = [file("hold.cjs"), file("held"), file("go")]
  fs.writeFileSync(
    script,
    `const fs = require("node:fs")
if (process.argv[2] === "own") {
  console.error("held")
  fs.writeFileSync(${JSON.stringify(`${held}.new`)}, String(process.pid))
  fs.renameSync(${JSON.stringify(`${held}.new`)}, ${JSON.stringify(held)})
  const pause = new Int32Array(new SharedArrayBuffer(4))
  while (!fs.existsSync(${JSON.stringify(go)})) Atomics.wait(pause, 0, 0, 20)
}`
  )
  const isHeld = Effect.sync(() => fs.existsSync(held))
  return {
    env: { NODE_OPTIONS: `--require ${script}` },
    pid: Effect.map(until("an owner waits", isHeld), () => Number(fs.readFileSync(held, "utf8"))),
    letGo: Effect.sync(() => fs.writeFileSync(go, ""))
  }
}
