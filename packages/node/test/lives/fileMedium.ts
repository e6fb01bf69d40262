import { FakeDisk, FileFaults, PowerCut, seededRandom } from "@job-lifecycle/testing"
import type { MakeMedium, PowerLoss, Simulation } from "@job-lifecycle/testing/simulator"
import type { FactName, JobId } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as FileJobStore from "../../src/store/FileJobStore.ts"
import { durableFacts } from "../../src/store/layout.ts"
import { FileRecords } from "./FileRecords.ts"
import { Heard } from "./Heard.ts"
import { heldForAWhile } from "./heldForAWhile.ts"
import { tear } from "./tear.ts"
import { unheard } from "./unheard.ts"
import { whatLanded } from "./whatLanded.ts"

const root = "/state/root"

/** That another process runs between two operations of the disk. */
const interruption = 0.04

/** That an operation fails, and how. */
const failure = 0.001
const codes = ["EIO", "EMFILE", "ENOSPC"] as const

/** That a process stands still there, and for how long: longer than each limit of a job, and than a submission may take. */
const standstill = 0.001
const standstills = [100, 400, 3_000, 61_000]

/** What a file system without hard links says: there a fact is published as a folder. */
const noLinks = { _tag: "Fails", code: "ENOTSUP", landed: "Nothing" } as const

/** So many processes at most are in the middle of something. */
const deepest = 3

/**
 * One store on a fake disk: its processes are set aside, and die, in the middle of what they do to that disk;
 * the disk is full; its files are torn; and a reboot leaves what a power cut may leave. A fifth of the disks have
 * no hard links, a fifth are on Windows, where others get in the way of names, and a fifth far away.
 */
export const fileMedium: MakeMedium = (simulation: Simulation, seed) => {
  /** When what is torn was written: tearing it is no change that anybody made. */
  let written: number | null = null
  const now = () => written ?? simulation.wallMillis
  const random = seededRandom(seed)
  const isWindows = random() < 0.2
  const disk = new FakeDisk({
    now,
    later: (tell) => tell(),
    platform: isWindows ? "win32" : "linux"
  })
  const hasLinks = random() < 0.8
  const isFar = random() < 0.2
  const troubles = [
    isWindows ? heldForAWhile(random) : FileFaults.none,
    isFar ? unheard(random) : FileFaults.none
  ]
  const records = new FileRecords(disk, root)
  const heard = new Heard()
  const submitted = new Set<JobId>()
  let boots = 1
  let depth = 0
  const process = (options?: Parameters<FakeDisk["process"]>[0]) => {
    const files = disk.process(options)
    records.note(files)
    return files
  }
  const letOthersRun = (thread: Parameters<Simulation["runBeside"]>[0]): void => {
    if (depth === deepest) return
    depth += 1
    while (random() < interruption && simulation.runBeside(thread));
    if (depth === 1 && random() < standstill) {
      simulation.passBeside(thread, standstills[Math.floor(random() * standstills.length)]!)
    }
    depth -= 1
  }
  return {
    records,
    open: (self, { removed, wrote }) => {
      const files = process({
        faults: (operation) => {
          const { changes, name } = operation
          const { crash, thread } = self()
          letOthersRun(thread)
          if (name === "linkSync" && !hasLinks) return noLinks
          for (const trouble of simulation.isCalm ? [] : troubles) {
            const fault = trouble(operation)
            if (fault !== null) return fault
          }
          if (!simulation.isCalm && random() < failure) {
            const code = codes[Math.floor(random() * codes.length)]!
            return { _tag: "Fails", code, landed: changes && random() < 0.5 ? "All" : "Nothing" }
          }
          // One operation of the store takes some ten of the disk.
          if (crash === null || random() > 0.2 || (crash.operations -= 1) > 0) return null
          const torn = name === "writeSync" && random() < 0.5 ? 1 : "Nothing"
          return { _tag: "Crashes", landed: crash.landed ? "All" : torn }
        },
        landed: ({ file, name }) => {
          const landed = whatLanded(name, file)
          if (landed === null) return
          records.forget()
          const { fact: entry, id } = landed
          // What was never submitted is no job.
          if (entry === null) return void (submitted.delete(id) && removed(id))
          for (const [fact, value] of records.standing(id, entry)) {
            if (fact === "created") submitted.add(id)
            heard.notYet(id, fact)
            wrote(id, fact, value)
          }
        }
      })
      const boot = `boot ${boots}`
      const store = FileJobStore.make({ root, fs: files, clock: boot, boot })
      return {
        store: heard.noting(store),
        isDead: () => files.isDead,
        close: () => files.kill()
      }
    },
    stray: (id, fact, at) => {
      const store = FileJobStore.make({ root, fs: process() })
      const words = { phase: "stray", message: null, resumeHandle: null, nonce: "stray" }
      Effect.runSyncExit(
        fact === "progress"
          ? store.putProgress(id, { at, ...words })
          : store.publishOnce(id, fact, { at })
      )
    },
    tear: (id, fact) => {
      const file = records.place(id, fact)
      if (file === null) return
      const files = process()
      written = files.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null
      tear(files, file)
      written = null
    },
    fill: (full) => {
      disk.freeBytes = full ? 0 : Number.POSITIVE_INFINITY
      disk.freeFiles = disk.freeBytes
    },
    cutPower: () => {
      boots += 1
      const before = records.jobs
      const cut = PowerCut.random(Math.floor(random() * 2 ** 31))
      // Windows has no flush of names, and a journal for them.
      disk.cutPower(isWindows ? { ...cut, nameState: PowerCut.namesKept.nameState } : cut)
      records.forget()
      const mayGo = (id: JobId, fact: FactName) => !durableFacts.has(fact) || !heard.of(id, fact)
      return [...before].flatMap(([id, job]) =>
        [...job.seen].flatMap(([fact, was]): ReadonlyArray<PowerLoss> => {
          if (!mayGo(id, fact)) return []
          const now = records.jobs.get(id)?.seen.get(fact)
          if (now === undefined) {
            if (fact === "created") submitted.delete(id)
            return [{ id, fact, how: "gone" }]
          }
          if (now.isTorn && !was.isTorn) return [{ id, fact, how: "torn" }]
          const isUnlisted = fact === "created" && !records.active.has(id)
          return isUnlisted ? [{ id, fact, how: "unlisted" }] : []
        })
      )
    }
  }
}
