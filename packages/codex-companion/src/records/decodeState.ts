import { asWritten } from "./asWritten.ts"
import { bySchema } from "./bySchema.ts"
import { decodeJob } from "./decodeJob.ts"
import type { HostJob } from "./HostJob.ts"
import type { HostConfig, HostState, OddEntry } from "./HostState.ts"
import { defaultConfig, stateVersion } from "./HostState.ts"

/** What a `state.json` says. `Unreadable` is not `Absent`, and an empty file is unreadable. */
export type StateReading =
  | { readonly _tag: "Absent" }
  | { readonly _tag: "Unreadable"; readonly problem: string }
  /**
   * `configKnown`: the settings were there and readable; else they are the defaults. `newer`: the version of the
   * format, where that is none of a released one; what it means beside what is read is not known.
   */
  | {
      readonly _tag: "State"
      readonly state: HostState
      readonly configKnown: boolean
      readonly newer: number | null
    }

const isConfig = (json: unknown): json is HostConfig =>
  asWritten.config(json) || bySchema.config(json)

/** Reads the text of a `state.json` of any released version. Total: it never throws. */
export const decodeState = (text: string): StateReading => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return unreadable(text === "" ? "it is empty" : (error as Error).message)
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    return unreadable("it is not an object")
  }
  const { config: rawConfig, jobs: rawJobs = [], version, ...rest } = json as Fields
  if (!Array.isArray(rawJobs)) return unreadable("its jobs are not a list")
  const jobs: Array<HostJob> = []
  const odd: Array<OddEntry> = []
  for (const raw of rawJobs) {
    const entry = decodeJob(raw)
    if (entry._tag === "Job") jobs.push(entry.job)
    else odd.push({ raw, problem: entry.problem })
  }
  const config = isConfig(rawConfig) ? rawConfig : null
  return {
    _tag: "State",
    state: { config: { ...defaultConfig, ...config }, jobs, odd, rest },
    configKnown: config !== null,
    newer: typeof version === "number" && version > stateVersion ? version : null
  }
}

type Fields = Readonly<Record<string, unknown>>

const unreadable = (problem: string): StateReading => ({ _tag: "Unreadable", problem })
