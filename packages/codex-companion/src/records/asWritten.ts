/**
 * Recognises the host's records as its versions and we write them, of what `JSON.parse` gives. A
 * schema costs a start more than all that a short command reads; what is not recognised here is for
 * the schema to judge. Law, tested over spoilt records: what is recognised, the schema takes as it is.
 */
export const asWritten = {
  job: (json: unknown): boolean =>
    isRecord(json) &&
    isHostId(json["id"]) &&
    statuses.has(json["status"]) &&
    optional(json, "pid", (pid) => pid === null || Number.isSafeInteger(pid)) &&
    optional(json, "write", (write) => typeof write === "boolean") &&
    texts.every((name) => optional(json, name, isTextOrNull)),

  config: (json: unknown): boolean =>
    isRecord(json) && optional(json, "stopReviewGate", (gate) => typeof gate === "boolean"),

  attributes: (json: unknown): boolean => {
    const companion = isRecord(json) ? json["companion"] : null
    return isRecord(companion) && isHostId(companion["id"]) && isJson(companion)
  },

  execution: (json: unknown): boolean =>
    isRecord(json) &&
    Number.isSafeInteger(json["exitStatus"]) &&
    ["threadId", "turnId", "rendered", "summary"].every((name) =>
      optional(json, name, isTextOrNull)
    )
}

const statuses: ReadonlySet<unknown> = new Set([
  "queued",
  "running",
  "completed",
  "failed",
  "cancelled"
])

const texts = [
  "phase",
  "kind",
  "kindLabel",
  "jobClass",
  "title",
  "summary",
  "workspaceRoot",
  "sessionId",
  "threadId",
  "turnId",
  "logFile",
  "createdAt",
  "startedAt",
  "updatedAt",
  "completedAt",
  "cancelledAt",
  "errorMessage",
  "rendered"
]

type Fields = Readonly<Record<string, unknown>>

const isRecord = (json: unknown): json is Fields =>
  typeof json === "object" && json !== null && !Array.isArray(json)

const optional = (json: Fields, name: string, is: (value: unknown) => boolean): boolean =>
  !Object.hasOwn(json, name) || is(json[name])

const isHostId = (value: unknown): boolean =>
  typeof value === "string" && /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/.test(value)

const isTextOrNull = (value: unknown): boolean => value === null || typeof value === "string"

const isJson = (json: unknown): boolean => {
  if (typeof json === "number") return Number.isFinite(json)
  if (typeof json !== "object") return json !== undefined
  for (const key in json) if (!isJson(json[key as never])) return false
  return true
}
