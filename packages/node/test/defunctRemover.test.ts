import { assert, describe, it } from "@effect/vitest"
import { sampleCreated, sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { readProcess } from "../src/probe/readProcess.ts"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { isRunning } from "../src/store/isRunning.ts"
import { withFolder } from "./fixtures/folders.ts"
import { startProcess } from "./startProcess.ts"
import { untilTrue } from "./untilTrue.ts"

const stateOf = (pid: number): string => {
  const seen = readProcess(pid)
  return seen._tag === "Row" ? seen.stat.state : seen._tag
}

/** A process that was killed, whose parent never collects it. */
const defunct = Effect.gen(function* () {
  // The program that takes the shell's place never waits for the shell's child.
  const parent = yield* startProcess(["sh", "-c", "sleep 600 & echo $!; exec sleep 600"])
  const pid = Number(yield* parent.line)
  yield* untilTrue("the program has taken the shell's place", () =>
    fs.readFileSync(`/proc/${parent.pid}/comm`, "utf8").startsWith("sleep")
  )
  process.kill(pid, "SIGKILL")
  yield* untilTrue("it is defunct", () => stateOf(pid) === "Z")
  return pid
})

describe.skipIf(!fs.existsSync("/proc/self/stat"))(
  "a remover that is dead and not collected",
  () => {
    it.live("runs no more, while its parent does", () =>
      Effect.gen(function* () {
        const pid = yield* defunct
        assert.isFalse(isRunning(pid))
        assert.isTrue(isRunning(process.pid))
        assert.isTrue(isRunning(process.ppid))
      })
    )

    it.live("keeps no job that it had taken out of reach (I8)", () =>
      Effect.gen(function* () {
        const pid = yield* defunct
        withFolder((root) => {
          const store = FileJobStore.make({ root })
          const id = sampleId(1)
          Effect.runSync(store.submit(sampleCreated(1)))
          const trash = path.join(root, "trash")
          fs.mkdirSync(trash, { recursive: true })
          const taken = path.join(trash, `${id}.${pid.toString(36)}-1-0`)
          fs.renameSync(path.join(root, "jobs", id.slice(0, 2), id), taken)
          assert.deepStrictEqual(Effect.runSync(store.find("")), [])
          Effect.runSync(store.sweep({ everywhere: true }))
          assert.deepStrictEqual(Effect.runSync(store.find("")), [id])
          assert.deepStrictEqual(Effect.runSync(store.active), [id])
        })
      })
    )
  }
)
