import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { isAlive, jobsOf, job, makeRoot, startJob, until } from "./command.ts"
import type { HeldAt } from "./holdOwner.ts"
import { holdOwner, numberOnceThere } from "./holdOwner.ts"
import { lookAtLiving, stillLives } from "./lookAt.ts"
import { readersAgree } from "./readersAgree.ts"

/** Where an owner is in the launch window, and what a signal there makes of its job. */
const phases: Readonly<Record<HeldAt, "NeverStarted" | "Signalled">> = {
  // Nothing of ours hears a signal yet: it ends the process as it ends any.
  "before its claim": "NeverStarted",
  "before its command": "Signalled",
  "before its record": "Signalled"
}

describe.runIf(process.platform === "linux")("a signal to an owner in the launch window", () => {
  for (const [where, tag] of Object.entries(phases) as ReadonlyArray<[HeldAt, string]>) {
    it.live(
      `${where} leaves ${tag}, and nothing of it lives: SIGTERM, SIGINT, SIGHUP`,
      () =>
        Effect.forEach(["SIGTERM", "SIGINT", "SIGHUP"] as const, (signal) =>
          Effect.gen(function* () {
            const root = yield* makeRoot
            const number = path.join(path.dirname(root), "number")
            const hold = holdOwner(root, where)
            const script = 'echo $$ > "$0"; exec sleep 600'
            const line = ["run", "--detach", "--", "sh", "-c", script, number]
            yield* startJob(root, line, { env: hold.env })
            const owner = yield* hold.pid
            const command =
              where === "before its record" ? lookAtLiving(yield* numberOnceThere(number)) : null
            process.kill(owner, signal)
            yield* hold.letGo
            yield* until(
              "its owner has ended",
              Effect.sync(() => !isAlive(owner))
            )
            yield* until(
              "its job is settled",
              Effect.map(
                job(root, ["status", "--json"]),
                (read) => jobsOf(read)[0]?.state === "settled"
              )
            )
            const { first } = yield* readersAgree(root)
            assert.strictEqual(first.outcome?.tag, tag, signal)
            if (tag === "Signalled") assert.deepInclude(first.outcome, { signal })
            assert.strictEqual(first.work, "stopped")
            if (command !== null) assert.isFalse(stillLives(command))
            else if (fs.existsSync(number)) {
              assert.isFalse(isAlive(Number(fs.readFileSync(number, "utf8"))))
            }
          })
        ),
      120_000
    )
  }
})
