import type { FactName, FactValue, JobFacts, JobId } from "@job-lifecycle/engine"
import { JobDamaged, JobNotFound } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { detailsLost } from "./detailsLost.ts"
import type { Reading } from "./factText.ts"
import { codec, progressCodec, readingOf } from "./factText.ts"
import type { JobFiles } from "./JobFiles.ts"
import { factFile, inFolder, logName, progressFile } from "./layout.ts"
import type { StoreFs } from "./StoreFs.ts"

/** Reads everything on record about a job. What cannot be read is named, never taken for absent. */
export const readFacts = (
  files: JobFiles,
  id: JobId
): Effect.Effect<JobFacts, JobNotFound | JobDamaged> => {
  const searched = files.root.layout.root
  const names = files.names(id)
  const notFound = () => Effect.fail(new JobNotFound({ reference: id, searched }))
  if (names === null) return notFound()
  const unreadable: Array<string> = []
  const valueOf = <A>(name: string, reading: Reading<A>): A | null => {
    if (reading._tag === "Unreadable") unreadable.push(name)
    return reading._tag === "Value" ? reading.value : null
  }
  const fact = <F extends FactName>(
    name: F,
    entry: string = factFile[name]
  ): FactValue<F> | null => {
    if (!names.has(entry)) return null
    const record = files.read(id, name)
    return valueOf(name, readingOf(record, codec(name))) ?? detailsLost(name, record)
  }

  // Always looked for, listed or not: a listing is no snapshot, and every other fact came after it.
  const createdReading = readingOf(files.read(id, "created"), codec("created"))
  if (createdReading._tag !== "Value") {
    if (createdReading._tag === "Absent" && !hasFacts(names)) return notFound()
    const detail = createdReading._tag === "Absent" ? "is missing" : "cannot be read"
    return Effect.fail(new JobDamaged({ id, fact: "created", detail, searched }))
  }
  const created = createdReading.value
  const progress = names.has(progressFile)
    ? readingOf(files.readFile(id, progressFile), progressCodec)
    : ({ _tag: "Absent" } as const)
  return Effect.succeed({
    id,
    created,
    claim: created.claim ?? fact("claim"),
    work: fact("work"),
    progress: valueOf("progress", progress),
    cancel: fact("cancel"),
    result: fact("result"),
    settlement: fact("outcome"),
    workStopped: fact("workStopped"),
    read: fact("read"),
    late: fact("late", "late"),
    lastLogAt: names.has(logName)
      ? modifiedAt(files.root.fs, inFolder(files.folder(id), logName))
      : null,
    unreadable
  })
}

/** A folder without any fact is a submission that was never acknowledged: not a job. */
const hasFacts = (names: ReadonlySet<string>): boolean =>
  [...names].some((name) => !name.startsWith("."))

const modifiedAt = (fs: StoreFs, file: string): number | null => {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false })
  return stat === undefined ? null : Math.floor(stat.mtimeMs)
}
