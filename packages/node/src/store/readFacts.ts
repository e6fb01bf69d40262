import type { FactName, FactValue, JobFacts, JobId, Progress } from "@job-lifecycle/engine"
import { detailsLost, isWhole, otherJobOf } from "./detailsLost.ts"
import type { FactFolder } from "./FactFolder.ts"
import { factFile, inFolder, logName, progressFile } from "./layout.ts"
import type { Reading } from "./readingOf.ts"
import { isVoid } from "./voidSubmission.ts"

/** Turns the text of a record into its value; null when it is not such a record. */
export type Decode = (name: FactName | "progress", text: string, id: JobId) => unknown

/** What is on record about a job. `Damaged`: the fact that it cannot be judged without `detail`. */
export type FactsReading =
  | { readonly _tag: "Facts"; readonly facts: JobFacts }
  | { readonly _tag: "NoJob" }
  | {
      readonly _tag: "Damaged"
      readonly fact: "created" | "outcome"
      readonly detail: string
      readonly newer?: true
    }

/** Reads everything on record about a job. What cannot be read is named, never taken for absent. */
export const readFacts = (at: FactFolder, id: JobId, decode: Decode): FactsReading => {
  for (let tries = 1; ; tries++) {
    const names = at.names()
    if (names === null) return { _tag: "NoJob" }
    const missed: Array<string> = []
    const facts = readOnce(at, id, decode, names, missed)
    // No fact is ever taken out of a folder: what was listed and is not there went with all of it,
    // and the next look finds either no job or, put back, the whole one.
    if (missed.length === 0 || tries === 3) return facts
  }
}

const readOnce = (
  at: FactFolder,
  id: JobId,
  decode: Decode,
  names: ReadonlySet<string>,
  missed: Array<string>
): FactsReading => {
  const unreadable: Array<string> = []
  const newer: Array<string> = []
  let ended: string | null = null
  const valueOf = <A>(name: string, reading: Reading<A>): A | null => {
    if (reading._tag !== "Value") missed.push(name)
    if (reading._tag === "Unreadable") unreadable.push(name)
    return reading._tag === "Value" ? reading.value : null
  }
  const read = <A>(name: FactName | "progress", file: string): Reading<A> =>
    at.reading(file, (text) => decode(name, text, id) as A | null)
  const fact = <F extends FactName>(
    name: F,
    entry: string = factFile[name]
  ): FactValue<F> | null => {
    if (!names.has(entry)) return null
    const reading = read<FactValue<F>>(name, factFile[name])
    const value = valueOf(name, reading)
    if (reading._tag !== "Unreadable") return value
    if (name === "outcome") ended = otherJobOf(reading.record, id)
    if (isWhole(reading.record, name, id)) newer.push(name)
    return detailsLost(name, reading.record, id)
  }

  // Always looked for, listed or not: a listing is no snapshot, and every other fact came after it.
  const createdReading = read<FactValue<"created">>("created", factFile.created)
  if (createdReading._tag !== "Value") {
    const reading = withoutSubmission(createdReading, names, id)
    if (reading._tag === "Damaged") missed.push("created")
    return reading
  }
  // Of a folder that was moved or copied here nobody knows whose its other facts are.
  if (createdReading.value.id !== id) {
    const detail = `is that of job ${createdReading.value.id}`
    return { _tag: "Damaged", fact: "created", detail }
  }
  const created = createdReading.value
  const facts: JobFacts = {
    id,
    created,
    claim: created.claim ?? fact("claim"),
    work: fact("work"),
    progress: names.has(progressFile)
      ? valueOf("progress", read<Progress>("progress", progressFile))
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
    unreadable,
    ...(newer.length === 0 ? {} : { newer })
  }
  // Whether a job has ended is not told by how another one did.
  if (ended !== null) return { _tag: "Damaged", fact: "outcome", detail: `is that of job ${ended}` }
  return { _tag: "Facts", facts }
}

/** What a folder is in which no submission can be read. */
const withoutSubmission = (
  reading: Exclude<Reading<FactValue<"created">>, { readonly _tag: "Value" }>,
  names: ReadonlySet<string>,
  id: JobId
): FactsReading => {
  const record = reading._tag === "Absent" ? reading : reading.record
  if (isVoid(record) || (reading._tag === "Absent" && !hasFacts(names))) return { _tag: "NoJob" }
  if (isWhole(record, "created", id)) {
    return { _tag: "Damaged", fact: "created", detail: "is of a newer version", newer: true }
  }
  const detail = record._tag === "Absent" ? "is missing" : "cannot be read"
  return { _tag: "Damaged", fact: "created", detail }
}

/** A folder without any fact is a submission that was never acknowledged: not a job. */
export const hasFacts = (names: ReadonlySet<string>): boolean =>
  [...names].some((name) => !name.startsWith("."))

/**
 * The log has no name for an instant when it makes room: its earlier half has one. An empty log was made for
 * output that found no room on the disk.
 */
const loggedAt = (at: FactFolder, names: ReadonlySet<string>): number | null => {
  const log = names.has(logName) ? writtenAt(at, logName) : null
  if (log !== null) return log
  const earlier = [...names].find((name) => name.startsWith(`${logName}.`))
  return earlier === undefined ? null : writtenAt(at, earlier)
}

const writtenAt = ({ folder, fs }: FactFolder, name: string): number | null => {
  const stat = fs.lstatSync(inFolder(folder, name), { throwIfNoEntry: false })
  return stat === undefined || (stat.size === 0 && stat.isFile()) ? null : Math.floor(stat.mtimeMs)
}
