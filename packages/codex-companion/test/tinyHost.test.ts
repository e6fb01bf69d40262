import { assert, describe, it } from "@effect/vitest"
import { FileJobStore } from "@job-lifecycle/node"
import { describeJobStore, sampleOutcomes } from "@job-lifecycle/testing"
import * as Schema from "effect/Schema"
import { openBuilds } from "./tinyHost/builds.ts"
import { Note } from "./tinyHost/Note.ts"
import { wordOf } from "./tinyHost/noteOf.ts"
import { withFolder } from "./withFolder.ts"

// The second host of docs/adapting.md: three files, and the two suites that every host runs.
describeJobStore({ describe, it, assert }, "the tiny host's", FileJobStore.layerTemporary)

describe("a tiny host of another kind", () => {
  for (const outcome of sampleOutcomes) {
    it(`has words for ${JSON.stringify(outcome).slice(0, 60)}`, () => {
      const note = { title: "t", ...wordOf(outcome) }
      assert.isTrue(Schema.is(Note)(note))
      assert.include(["built", "broken", "stopped"], note.state)
    })
  }

  it("tells of its jobs in its own words, from the plan to the end", () =>
    withFolder(async (folder) => {
      const builds = await openBuilds(`${folder}/builds`)
      const planned = await builds.plan("docs")
      assert.deepStrictEqual(await builds.build("app", async () => "app.js"), {
        title: "app",
        state: "built",
        why: null
      })
      await builds.build("site", async () => {
        throw new Error("no such page")
      })
      assert.deepStrictEqual(await builds.stop(planned), {
        title: "docs",
        state: "stopped",
        why: "by me"
      })
      const notes = await builds.notes()
      assert.sameDeepMembers(
        notes.map(({ state, why }) => [state, why]),
        [
          ["built", null],
          ["broken", "no such page"],
          ["stopped", "by me"]
        ]
      )
      await builds.close()
    }))
})
