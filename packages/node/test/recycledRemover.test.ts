import { assert, describe, it } from "@effect/vitest"
import type { NodeOwner } from "@job-lifecycle/node"
import { sampleCreated, sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { isRemoverAtRest, removerName } from "../src/store/remover.ts"
import { uniqueName } from "../src/store/writer.ts"
import { withFolder } from "./fixtures/folders.ts"
import { sleeper } from "./nodeOwnerWorld.ts"

const id = sampleId(1)

/** What another process would have called what it took out of reach: here, or somewhere else. */
const nameBy = (
  { pid, startTicks }: NodeOwner,
  ticksLater = 0,
  where = (scope: string) => scope
) => {
  const [, start, attempt] = removerName().split("-")
  const [, scope, instant] = /^(.*)s\d+i(.*)$/.exec(start!)!
  const life = `${where(scope!)}s${startTicks! + ticksLater}i${instant}0`
  return `${pid.toString(36)}-${life}-${attempt}`
}

/** A store whose one job that process had taken out of reach. Answers which jobs a sweep leaves. */
const sweptAfter = (name: string) =>
  Effect.gen(function* () {
    const root = path.join(yield* temporaryFolder, "root")
    const store = FileJobStore.make({ root })
    yield* store.submit(sampleCreated(1))
    const trash = path.join(root, "trash")
    fs.mkdirSync(trash, { recursive: true })
    const place = path.join(root, "jobs", id.slice(0, 2), id)
    fs.renameSync(place, path.join(trash, `${id}.${name}`))
    yield* store.sweep({ everywhere: true })
    return yield* store.find("")
  })

describe.skipIf(!fs.existsSync("/proc/self/stat"))("a remover whose number a stranger has", () => {
  it.live("keeps no job that it had taken out of reach (I8)", () =>
    Effect.gen(function* () {
      const stranger = (yield* sleeper).identity.value as NodeOwner
      const otherBoot = (scope: string) =>
        scope.replace(/^./, (digit) => (digit === "0" ? "1" : "0"))
      assert.deepStrictEqual(yield* sweptAfter(nameBy(stranger, -1)), [id])
      assert.deepStrictEqual(yield* sweptAfter(nameBy(stranger, 0, otherBoot)), [id])
      assert.deepStrictEqual(yield* sweptAfter(nameBy(stranger)), [], "that one may still act")
      const plain = `${stranger.pid.toString(36)}-${uniqueName().split("-")[1]}0-0`
      assert.deepStrictEqual(yield* sweptAfter(plain), [], "an older name does not say who it was")
    })
  )

  it("is told apart by the name of what it takes, which older code reads as a unique name", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      const names: Array<string> = []
      const trash = path.join(root, "trash")
      Effect.runSync(
        store.remove(id, () => {
          if (fs.existsSync(trash)) names.push(...fs.readdirSync(trash))
          return true
        })
      )
      assert.strictEqual(names.length, 1)
      const name = names[0]!.slice(`${id}.`.length)
      assert.match(name, /^[0-9a-z]+-[0-9a-f]{32}n\d+t\d+s\d+i[0-9a-z]+-[0-9a-z]+$/)
      assert.match(name, /^([0-9a-z]+)-([0-9a-z]+)-[0-9a-z]+$/)
      assert.isTrue(isRemoverAtRest(name), "this process does one thing at a time")
      assert.isTrue(isRemoverAtRest(uniqueName()))
      assert.isNull(isRemoverAtRest("lease"))
    }))
})
