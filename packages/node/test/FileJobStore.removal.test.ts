import { assert, describe, it } from "@effect/vitest"
import type { Errno } from "@job-lifecycle/testing"
import {
  FakeDisk,
  FileFaults,
  PowerCut,
  powerCuts,
  sampleCreated,
  sampleLate,
  sampleSettlement
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import { instantly } from "./crash/instantly.ts"
import type { Store } from "./removal/RemovalWorld.ts"
import {
  assertWholeOrGone,
  factsOf,
  id,
  mayGo,
  processOn,
  root,
  settledJob,
  tracesOf
} from "./removal/RemovalWorld.ts"

const start = settledJob()

/** What another process can do meanwhile. */
const others = {
  "a late result": (store: Store) => store.publishOnce(id, "late", sampleLate()),
  "late output": (store: Store) => store.appendLog(id, new TextEncoder().encode("late\n")),
  "a second outcome": (store: Store) => store.publishOnce(id, "outcome", sampleSettlement(9)),
  "a reader": (store: Store) => Effect.sync(() => factsOf(store)),
  "a lister": (store: Store) => store.settled(9),
  "another remover": (store: Store) => store.remove(id, mayGo),
  "a remover that refuses": (store: Store) => store.remove(id, () => false),
  "a sweeper": (store: Store) => store.sweep({ everywhere: true }),
  "a rebuilder": (store: Store) => store.rebuildIndex,
  "an owner that lists it": (store: Store) =>
    store.index(id, { settledAt: sampleSettlement().settledAt, active: false })
} as const

/** The operations of a removal of this job: where others come in between, and where it is cut. */
const [operations, changes] = (() => {
  const { files, store } = processOn(start.disk.copy())
  instantly(store.remove(id, mayGo))
  const changing = files.operations.filter((operation) => operation.changes)
  return [files.operations.map(({ index }) => index), changing.map(({ index }) => index)]
})()

describe("a removal and another process, at every operation between", () => {
  for (const [name, other] of Object.entries(others)) {
    for (const [how, judge] of [
      ["done", mayGo],
      ["refused at the last moment", undefined]
    ] as const) {
      it(`${how}, beside ${name}: the job is whole or gone, and no acknowledged word is lost`, () => {
        for (const k of operations) {
          const disk = start.disk.copy()
          const rival = processOn(disk)
          const answers: Array<Result.Result<unknown, unknown>> = []
          let looks = 0
          const { store } = processOn(disk, ({ index }) => {
            if (index === k)
              answers.push(instantly(Effect.result<unknown, unknown, never>(other(rival.store))))
            return null
          })
          // Refusing at the second look means: after it was taken out of everyone's reach.
          const decide = judge ?? (() => looks++ === 0)
          const removal = instantly(Effect.result(store.remove(id, decide)))
          const end = assertWholeOrGone(disk, start.facts)
          const [answer] = answers
          const where = `at operation ${k}: ${JSON.stringify([removal, answer, end])}`
          const acknowledged =
            answer?._tag === "Success" &&
            (name === "late output" || (name === "a late result" && isWon(answer.success)))
          if (acknowledged) assert.strictEqual(end, "Whole", where)
          if (acknowledged && name === "a late result") {
            assert.deepStrictEqual(factsOf(processOn(disk).store)?.late, sampleLate(), where)
          }
          if (name === "a reader" && answer?._tag === "Success" && answer.success !== null) {
            assert.deepStrictEqual(answer.success, start.facts, where)
          }
          if (judge === undefined && name !== "another remover") {
            assert.strictEqual(end, "Whole", where)
          }
        }
      })
    }
  }

  it("a reader sees a whole job or none, at whichever of its operations the job is taken", () => {
    const { files, store } = processOn(start.disk.copy())
    instantly(store.facts(id))
    for (const judge of [() => mayGo, refusingLate]) {
      for (const k of files.operations.keys()) {
        const disk = start.disk.copy()
        const remover = processOn(disk).store
        let taken = 0
        const reader = processOn(disk, ({ index }) => {
          if (index === k) taken += Number(instantly(remover.remove(id, judge())) !== "NoJob")
          return null
        })
        const facts = factsOf(reader.store)
        assert.strictEqual(taken, 1)
        if (facts !== null) assert.deepStrictEqual(facts, start.facts, `taken at operation ${k}`)
        else assert.notStrictEqual(judge, refusingLate, "a job that was put back was not there")
      }
    }
  })

  it("a new job under the same id loses nothing to a removal of the old one", () => {
    const again = sampleCreated(1, { nonce: "again" })
    for (const k of operations) {
      const disk = start.disk.copy()
      const rival = processOn(disk)
      let won = false
      const { store } = processOn(disk, ({ index }) => {
        if (index === k) {
          const answer = instantly(Effect.result(rival.store.submit(again)))
          won = answer._tag === "Success" && answer.success._tag === "Won"
        }
        return null
      })
      instantly(Effect.result(store.remove(id, mayGo)))
      const { store: reader } = processOn(disk)
      instantly(reader.sweep({ everywhere: true }))
      const facts = factsOf(reader)
      assert.strictEqual(facts?.created.nonce === "again", won, `at operation ${k}`)
      if (won) {
        assert.include(instantly(reader.active), id, `at operation ${k}`)
        assert.notInclude(instantly(reader.settled(9)), id, `at operation ${k}`)
      }
    }
  })
})

describe("a removal on a disk that is full", () => {
  it("needs no room: it is what makes some", () => {
    const disk = start.disk.copy()
    const looker = processOn(disk).files
    const making: ReadonlyArray<string> = ["mkdirSync", "openSync", "writeSync"]
    const { store } = processOn(
      disk,
      FileFaults.transient(
        ({ changes, file, name }) => changes && making.includes(name) && !looker.existsSync(file),
        "ENOSPC",
        Number.POSITIVE_INFINITY
      )
    )
    assert.strictEqual(instantly(store.remove(id, mayGo)), "Removed")
    assert.deepStrictEqual(tracesOf(disk), [])
  })
})

describe("a removal that is cut short", () => {
  it("leaves a whole job or none, whatever the operation and whatever the power took", () => {
    const ends = new Set<string>()
    for (const judge of [() => mayGo, refusingLate]) {
      for (const k of changes) {
        for (const landed of ["Nothing", "All"] as const) {
          const disk = start.disk.copy()
          const { store } = processOn(disk, FileFaults.crashAt(k, landed))
          swallow(() => instantly(store.remove(id, judge())))
          for (const cut of powerCuts) {
            const cutDisk = disk.copy()
            cutDisk.cutPower(cut)
            ends.add(assertWholeOrGone(cutDisk, start.facts, true))
          }
          ends.add(assertWholeOrGone(disk, start.facts))
        }
      }
    }
    assert.deepStrictEqual([...ends].toSorted(), ["Gone", "Whole"])
  })

  it("comes back with its place in the listing, though another sweep had cleared that away", () => {
    const disk = start.disk.copy()
    const isTaken = ({ name }: { readonly name: string }) => name === "renameSync"
    let taken = false
    const { store } = processOn(disk, (operation) => {
      if (taken) return { _tag: "Crashes", landed: "Nothing" }
      taken = isTaken(operation)
      return null
    })
    swallow(() => instantly(store.remove(id, mayGo)))
    const files = disk.process()
    for (const name of tracesOf(disk)) if (name.includes("/settled/")) files.unlinkSync(name)
    assert.strictEqual(assertWholeOrGone(disk, start.facts), "Whole")
  })

  it("never comes back as half a job, whichever names the power took and left", () => {
    for (const k of changes) {
      const disk = start.disk.copy()
      swallow(() => instantly(processOn(disk, FileFaults.crashAt(k)).store.remove(id, mayGo)))
      for (let seed = 1; seed <= 16; seed++) {
        const cut = disk.copy()
        cut.cutPower(PowerCut.random(seed))
        const { store } = processOn(cut)
        for (const act of [Effect.void, store.sweep({ everywhere: true })]) {
          instantly(act)
          const facts = factsOf(store)
          if (facts !== null) assert.deepStrictEqual(facts, start.facts, `${k}, seed ${seed}`)
        }
      }
    }
  })

  it("that was refused leaves the job where it was, whatever the power took", () => {
    const disk = start.disk.copy()
    assert.strictEqual(instantly(processOn(disk).store.remove(id, refusingLate())), "Refused")
    for (let seed = 1; seed <= 16; seed++) {
      const cut = disk.copy()
      cut.cutPower(PowerCut.random(seed))
      assert.deepStrictEqual(factsOf(processOn(cut).store), start.facts, `seed ${seed}`)
    }
  })

  it("that a power cut left under both names is a whole job, until it is removed again", () => {
    const disk = start.disk.copy()
    const folderAt = (path: string) => {
      let node: FakeDisk["root"] = disk.root
      for (const name of path.split("/").slice(1)) node = node.names.get(name) as typeof node
      return node
    }
    const folder = folderAt(`${root}/jobs/${id.slice(0, 2)}/${id}`)
    folderAt(`${root}/trash`).names.set(`gone.${id}.of-another-process`, folder)
    assert.strictEqual(assertWholeOrGone(disk, start.facts, true), "Whole")
    assert.strictEqual(instantly(processOn(disk).store.remove(id, mayGo)), "Removed")
    assert.strictEqual(assertWholeOrGone(disk, start.facts), "Gone")
  })

  it("never comes back as half a job, though the power went while a sweep finished it", () => {
    for (const k of changes) {
      const disk = start.disk.copy()
      swallow(() => instantly(processOn(disk, FileFaults.crashAt(k)).store.remove(id, mayGo)))
      const whole = processOn(disk.copy())
      instantly(whole.store.sweep({ everywhere: false }))
      for (const { changes: writes, index: s } of whole.files.operations) {
        if (!writes) continue
        const swept = disk.copy()
        const sweeper = processOn(swept, FileFaults.crashAt(s)).store
        swallow(() => instantly(sweeper.sweep({ everywhere: false })))
        for (let seed = 1; seed <= 8; seed++) {
          const cut = swept.copy()
          cut.cutPower(PowerCut.random(seed))
          const facts = factsOf(processOn(cut).store)
          if (facts !== null) assert.deepStrictEqual(facts, start.facts, `${k}, ${s}, seed ${seed}`)
        }
      }
    }
  })

  it("is finished by the next removal, wherever it was cut", () => {
    for (const k of changes) {
      const disk = start.disk.copy()
      const { store } = processOn(disk, FileFaults.crashAt(k))
      swallow(() => instantly(store.remove(id, mayGo)))
      const { store: next } = processOn(disk)
      instantly(next.sweep({ everywhere: true }))
      instantly(next.remove(id, mayGo))
      assert.deepStrictEqual(tracesOf(disk), [], `cut at operation ${k}`)
    }
  })

  for (const code of ["EIO", "EROFS"] as const satisfies ReadonlyArray<Errno>) {
    it(`by ${code} at any operation leaves a whole job or none, and says so when it did not go`, () => {
      for (const k of operations) {
        for (const faults of [FileFaults.failAt(k, code), FileFaults.failFrom(k, code)]) {
          const disk = start.disk.copy()
          const { store } = processOn(disk, faults)
          const removal = instantly(Effect.result(store.remove(id, mayGo)))
          const end = assertWholeOrGone(disk, start.facts)
          if (removal._tag === "Success" && removal.success === "Removed") {
            assert.strictEqual(end, "Gone", `${code} at operation ${k}`)
          }
        }
      }
    })
  }
})

const isWon = (answer: unknown) => (answer as { readonly _tag: string })._tag === "Won"

/** Made anew for each removal: agrees at the first look and refuses at the second. */
function refusingLate() {
  let looks = 0
  return () => looks++ === 0
}

const swallow = (run: () => void) => {
  try {
    run()
  } catch {
    // The process is dead. What stands is judged.
  }
}
