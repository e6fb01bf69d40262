import type { Job } from "@job-lifecycle/engine"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { lookOf, write } from "../stdio.ts"
import { table } from "./table.ts"

/** Prints jobs for people, as their terminal allows. */
export const printTable = (jobs: ReadonlyArray<Job>): Effect.Effect<void> =>
  Effect.map(Clock.currentTimeMillis, (now) =>
    write("stdout", table(jobs, { ...lookOf(process.env), now }))
  )
