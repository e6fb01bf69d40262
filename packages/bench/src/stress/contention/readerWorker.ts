import type { JobFacts, JobId } from "@job-lifecycle/engine"
import { FileJobStore } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { setImmediate as turn } from "node:timers/promises"
import { isDeepStrictEqual } from "node:util"
import { eachLine } from "../eachLine.ts"
import { say } from "../say.ts"
import { writerOf } from "./rivalWorker.ts"
import { created, facts } from "./shareOf.ts"

/** How many jobs were read, and everything in them that nobody ever wrote. */
export interface Readings {
  readonly jobs: number
  readonly wrong: ReadonlyArray<string>
}

/** A reader: reads everything of one store again and again, from `{root}` until `{root: null}`. */
export const readerWorker = async (): Promise<void> => {
  let reading: Reading | null = null
  await eachLine(({ root }: { readonly root: string | null }) => {
    if (root === null) {
      reading!.over = true
      return say({ jobs: reading!.jobs, wrong: reading!.wrong } satisfies Readings)
    }
    reading = { jobs: 0, wrong: [], over: false }
    void readAll(root, reading)
  })
}

interface Reading {
  jobs: number
  readonly wrong: Array<string>
  over: boolean
}

const readAll = async (root: string, reading: Reading): Promise<void> => {
  const store = FileJobStore.make({ root })
  while (!reading.over) {
    await turn()
    const ids = [...Effect.runSync(store.active), ...Effect.runSync(store.settled(200))]
    for (const id of ids.slice(0, 100)) {
      if (reading.over) return
      reading.wrong.push(...wrongIn(id, store))
      reading.jobs++
      await turn()
    }
  }
}

/** Reads one job, and compares every fact with what its writer says. */
export const wrongIn = (
  id: JobId,
  store: ReturnType<typeof FileJobStore.make>
): ReadonlyArray<string> => {
  const read = Effect.runSync(Effect.result(store.facts(id)))
  if (read._tag === "Success") return wrongFacts(read.success)
  // Listed before its submission was there.
  return read.failure._tag === "JobNotFound" ? [] : [read.failure.message]
}

const wrongFacts = (read: JobFacts): ReadonlyArray<string> => {
  const wrong = read.unreadable.map((fact) => `${read.id}: its ${fact} cannot be read`)
  const check = (fact: string, value: object | null, of: (rival: number) => unknown) => {
    if (value === null) return
    const rival = Number(writerOf(value).replace("rival-", ""))
    if (!isDeepStrictEqual(value, of(rival))) wrong.push(`${read.id}: its ${fact} is torn`)
  }
  check("created", read.created, (rival) => created(read.id, rival))
  check("claim", read.claim, (rival) => facts(rival).claim)
  check("result", read.result, (rival) => facts(rival).result)
  check("outcome", read.settlement, (rival) => facts(rival).outcome)
  return wrong
}
