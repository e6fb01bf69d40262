import { LivenessChannel } from "@job-lifecycle/engine"
import { NodeLivenessChannel } from "@job-lifecycle/node"
import type { LivenessChannelWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { jobFolder, layoutOf } from "../src/store/layout.ts"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { untilState } from "./nodeOwnerWorld.ts"
import { startFixture } from "./startProcess.ts"

/** The channels of this root, as this process sees them. */
export const channelsOf = (root: string) =>
  Effect.map(LivenessChannel, (channel) => channel!).pipe(
    Effect.provide(NodeLivenessChannel.layer({ root }))
  )

/** The socket of a job, whose folder is made if it is not there. */
export const placeOf = (root: string, id: string): string => {
  const folder = jobFolder(layoutOf(root), id)
  fs.mkdirSync(folder, { recursive: true })
  return path.join(folder, ".live")
}

/** Sockets of real processes. */
export const nodeChannelWorld = Effect.gen(function* () {
  const root = yield* temporaryFolder
  const world: LivenessChannelWorld = {
    channel: yield* channelsOf(root),
    owner: (id) =>
      Effect.gen(function* () {
        placeOf(root, id)
        const { child, line, pid } = yield* startFixture("openChannel", [root, id])
        yield* line
        return {
          // All that it held is closed when its exit is told, and not before.
          kill: Effect.callback<void>((resume) => {
            child.once("exit", () => resume(Effect.void))
            child.kill("SIGKILL")
          }),
          stop: Effect.suspend(() => {
            child.kill("SIGSTOP")
            return untilState(pid, "T")
          }),
          close: Effect.suspend(() => {
            child.kill("SIGTERM")
            return Effect.asVoid(line)
          }),
          nudge: Effect.sync(() => void child.kill("SIGUSR2")),
          nudged: Effect.asVoid(line)
        }
      })
  }
  return world
})
