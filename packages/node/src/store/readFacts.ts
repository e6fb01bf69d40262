import type { FactName, FactValue, JobFacts, JobId } from "@job-lifecycle/engine"
import { JobDamaged, JobNotFound } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { detailsLost } from "./detailsLost.ts"
import type { FactFolder } from "./FactFolder.ts"
import type { Reading } from "./factText.ts"
import { codec, progressCodec, readingOf } from "./factText.ts"
import { factFile, inFolder, logName, progressFile } from "./layout.ts"
import type { StoreFs } from "./StoreFs.ts"
import { isVoid } from "./voidSubmission.ts"

/** Reads everything on record about a job. What cannot be read is named, never taken for absent. */
export const readFacts = (
  at: FactFolder,
  id: JobId,
  searched: string
): Effect.Effect<JobFacts, JobNotFound | JobDamaged> => {
  for (let tries = 1; ; tries++) {
    const names = at.names()
    if (names === null) return Effect.fail(new JobNotFound({ reference: id, searched }))
    const missed: Array<string> = []
    const facts = readOnce(at, id, searched, names, missed)
    // No fact is ever taken out of a folder: what was listed and is not there went with all of it,
    // and the next look finds either no job or, put back, the whole one.
    if (missed.length === 0 || tries === 3) return facts
  }
}

const readOnce = (
  at: FactFolder,
  id: JobId,
  searched: string,
  names: ReadonlySet<string>,
  missed: Array<string>
): Effect.Effect<JobFacts, JobNotFound | JobDamaged> => {
  const unreadable: Array<string> = []
  const valueOf = <A>(name: string, reading: Reading<A>): A | null => {
    if (reading._tag !== "Value") missed.push(name)
    if (reading._tag === "Unreadable") unreadable.push(name)
    return reading._tag === "Value" ? reading.value : null
  }
  const fact = <F extends FactName>(
    name: F,
    entry: string = factFile[name]
  ): FactValue<F> | null => {
    if (!names.has(entry)) return null
    const record = at.read(factFile[name])
    return valueOf(name, readingOf(record, codec(name))) ?? detailsLost(name, record)
  }

  // Always looked for, listed or not: a listing is no snapshot, and every other fact came after it.
  const record = at.read(factFile.created)
  const createdReading = readingOf(record, codec("created"))
  if (createdReading._tag !== "Value") {
    if (isVoid(record) || (createdReading._tag === "Absent" && !hasFacts(names))) {
      return Effect.fail(new JobNotFound({ reference: id, searched }))
    }
    missed.push("created")
    const detail = createdReading._tag === "Absent" ? "is missing" : "cannot be read"
    return Effect.fail(new JobDamaged({ id, fact: "created", detail, searched }))
  }
  const created = createdReading.value
  return Effect.succeed({
    id,
    created,
    claim: created.claim ?? fact("claim"),
    work: fact("work"),
    progress: names.has(progressFile)
      ? valueOf("progress", readingOf(at.read(progressFile), progressCodec))
      : null,
    cancel: fact("cancel"),
    result: fact("result"),
    settlement: fact("outcome"),
    workStopped: fact("workStopped"),
    read: fact("read"),
    late: fact("late", "late"),
    hookStarted: fact("hookStarted"),
    hookEnded: fact("hookEnded"),
    lastLogAt: loggedAt(at, names),
    unreadable
  })
}

/** A folder without any fact is a submission that was never acknowledged: not a job. */
export const hasFacts = (names: ReadonlySet<string>): boolean =>
  [...names].some((name) => !name.startsWith("."))

/** The log has no name for an instant when it makes room: its earlier half has one. */
const loggedAt = (at: FactFolder, names: ReadonlySet<string>): number | null => {
  const name = names.has(logName)
    ? logName
    : [...names].find((candidate) => candidate.startsWith(`${logName}.`))
  return name === undefined ? null : modifiedAt(at.fs, inFolder(at.folder, name))
}

const modifiedAt = (fs: StoreFs, file: string): number | null => {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false })
  return stat === undefined ? null : Math.floor(stat.mtimeMs)
}
