import { assert, describe, it } from "@effect/vitest"
import { sampleCreated, sampleId } from "@job-lifecycle/testing"
import type { FileFaultPlan } from "@job-lifecycle/testing"
import { FakeDisk, FileFaults, PowerCut, powerCuts } from "@job-lifecycle/testing"
import { StoreRoot } from "../src/store/StoreRoot.ts"
import type { CrashHost } from "./crash/CrashWorld.ts"
import { CrashWorld, root } from "./crash/CrashWorld.ts"
import { instantly } from "./crash/instantly.ts"

const noLinks: FileFaultPlan = ({ name }) =>
  name === "linkSync" ? { _tag: "Fails", code: "EPERM", landed: "Nothing" } : null
const disks: ReadonlyArray<readonly [string, FileFaultPlan]> = [
  ["with hard links", FileFaults.none],
  ["without hard links", noLinks]
]
const overtakers: ReadonlyArray<readonly [string, (host: CrashHost) => void]> = [
  ["the other one makes the store", ({ files }) => new StoreRoot(root, files).create()],
  [
    "the other one makes the store, submits a job and lists all",
    ({ store }) => {
      instantly(store.submit(sampleCreated(2)))
      instantly(store.active)
    }
  ]
]
const cuts = [...powerCuts, ...Array.from({ length: 8 }, (_, n) => PowerCut.random(n + 1))]

const submit = (world: CrashWorld, n: number, faults?: FileFaultPlan) =>
  instantly(world.host(faults).store.submit(sampleCreated(n)))

/** What making a store and its first job comes to, operation by operation. */
const operationsOf = (faults: FileFaultPlan) => {
  const host = new CrashWorld().host(faults)
  instantly(host.store.submit(sampleCreated(1)))
  return host.files.operations
}

describe("making a store", () => {
  for (const [disk, faults] of disks) {
    it(`a process that dies at any operation leaves a folder that takes jobs, ${disk}`, () => {
      for (const operation of operationsOf(faults)) {
        for (const landed of ["Nothing", "All"] as const) {
          const world = new CrashWorld()
          const dying = FileFaults.crashAt(operation.index, landed)
          const host = world.host((each) => dying(each) ?? faults(each))
          assert.throws(() => instantly(host.store.submit(sampleCreated(1))))
          for (const cut of [null, ...cuts]) {
            const after = world.fork()
            if (cut !== null) after.disk.cutPower(cut)
            const where = `${operation.index} ${operation.name} ${operation.file}, ${cut?.label}`
            assert.strictEqual(submit(after, 2, faults)._tag, "Won", where)
            const listed = instantly(after.host(faults).store.active)
            assert.include([...listed], sampleId(2), where)
          }
        }
      }
    })

    for (const [what, make] of overtakers) {
      it(`a process that is overtaken at any operation succeeds: ${what}, ${disk}`, () => {
        for (const { index } of operationsOf(faults)) {
          // Of now, as `instantly` tells it: else the other one would clear away our temporary file.
          const world = new CrashWorld(new FakeDisk({ now: () => 1_800_000_000_000 }))
          let overtaken = false
          const overtake: FileFaultPlan = (operation) => {
            if (operation.index === index && !overtaken) {
              overtaken = true
              const other = world.host(faults)
              make(other)
              // Once there is a store, its folder is its owner's to put things into.
              other.files.closeSync(other.files.openSync(`${root}/notes.txt`, "w", 0o600))
            }
            return faults(operation)
          }
          assert.strictEqual(submit(world, 1, overtake)._tag, "Won", `overtaken at ${index}`)
          assert.isTrue(overtaken)
          const { store } = world.host(faults)
          const jobs = instantly(store.find(""))
          assert.include([...jobs], sampleId(1))
          assert.sameMembers([...instantly(store.active)], [...jobs])
        }
      })
    }
  }
})
