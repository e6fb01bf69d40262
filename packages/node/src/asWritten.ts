/**
 * Recognises records that are just as this version writes them, of what `JSON.parse` gives.
 *
 * **When to use**: before a schema, for what a listing reads by the thousand: this takes a fifth of
 * the time. What is not recognised is for the schema to judge.
 *
 * Law, tested over spoilt records: what is recognised is what the schema would make of it. So every
 * field is looked at, and there is none besides: a schema that gains a field makes this slow, not wrong.
 */
export const asWritten = {
  created: (json: unknown): boolean =>
    has(json, 6) &&
    isId(json["id"]) &&
    isRequest(json["request"]) &&
    isIdentity(json["submitter"]) &&
    isInt(json["createdAt"]) &&
    isText(json["nonce"]) &&
    (json["claim"] === null || asWritten.claim(json["claim"])),

  claim: (json: unknown): boolean =>
    has(json, 6) &&
    json["_tag"] === "Owned" &&
    isIdentity(json["owner"]) &&
    isText(json["nonce"]) &&
    isText(json["token"]) &&
    isInt(json["claimedAt"]) &&
    typeof json["dedicated"] === "boolean",

  work: (json: unknown): boolean =>
    has(json, 2) && isIdentity(json["identity"]) && isInt(json["startedAt"]),

  progress: (json: unknown): boolean =>
    has(json, 5) &&
    isInt(json["at"]) &&
    isTextOrNull(json["phase"]) &&
    isTextOrNull(json["message"]) &&
    isTextOrNull(json["resumeHandle"]) &&
    isText(json["nonce"]),

  cancel: (json: unknown): boolean =>
    has(json, 4) &&
    isText(json["by"]) &&
    isInt(json["requestedAt"]) &&
    isTextOrNull(json["reason"]) &&
    isText(json["nonce"]),

  result: (json: unknown): boolean => has(json, 2) && isJson(json["value"]) && isInt(json["at"]),

  outcome: (json: unknown): boolean =>
    has(json, 5) &&
    isOutcome(json["outcome"]) &&
    (json["settledBy"] === "Owner" || json["settledBy"] === "Reader") &&
    isInt(json["settledAt"]) &&
    (json["work"] === "Stopped" || json["work"] === "Running" || json["work"] === "Unknown") &&
    isText(json["nonce"]),

  workStopped: (json: unknown): boolean => has(json, 1) && isInt(json["at"]),

  read: (json: unknown): boolean => has(json, 1) && isInt(json["at"]),

  /** The value of an owner's identity of scheme `"node"`. */
  owner: (json: unknown): boolean =>
    has(json, 9) && isProcess(json) && (json["memory"] === null || isMemoryGroup(json["memory"])),

  /** The value of a work identity of that scheme. */
  child: (json: unknown): boolean =>
    has(json, 9) && isProcess(json) && typeof json["leadsGroup"] === "boolean"
}

/** The rarer ends are the schema's. */
const isOutcome = (json: unknown): boolean => {
  if (typeof json !== "object" || json === null) return false
  switch ((json as Fields)["_tag"]) {
    case "Completed":
      return has(json, 2) && (json["result"] === "Recorded" || json["result"] === "ExitCode")
    case "Failed":
      return (
        hasSome(json, 6, ["error"]) &&
        isText(json["message"]) &&
        typeof json["defect"] === "boolean" &&
        isIntOrNull(json["exitCode"]) &&
        isTextOrNull(json["signal"]) &&
        isText(json["stderrTail"]) &&
        (json["error"] === undefined || isJson(json["error"]))
      )
    case "Cancelled":
      return (
        has(json, 4) &&
        isText(json["by"]) &&
        isInt(json["requestedAt"]) &&
        isTextOrNull(json["reason"])
      )
    case "TimedOut":
      return has(json, 2) && isInt(json["limitMillis"])
    case "Orphaned":
      return has(json, 3) && goneReasons.has(json["reason"]) && isText(json["evidence"])
    default:
      return false
  }
}

const goneReasons: ReadonlySet<unknown> = new Set([
  "Exited",
  "Defunct",
  "PidRecycled",
  "Rebooted",
  "Unreported"
])

const isProcess = (json: Fields): boolean =>
  isInt(json["pid"]) &&
  isIntOrNull(json["startTicks"]) &&
  isIntOrNull(json["uid"]) &&
  isTextOrNull(json["machineId"]) &&
  isTextOrNull(json["bootId"]) &&
  isTextOrNull(json["pidNamespace"]) &&
  isTextOrNull(json["timeNamespace"]) &&
  isText(json["hostname"])

const isRequest = (json: unknown): boolean =>
  hasSome(json, 8, ["launched", "adopt", "onEnd", "attributes"]) &&
  isText(json["name"]) &&
  (json["kind"] === "function" || json["kind"] === "command") &&
  (json["command"] === null || isTexts(json["command"])) &&
  isTextOrNull(json["cwd"]) &&
  isTextOrNull(json["session"]) &&
  isTextOrNull(json["retryOf"]) &&
  typeof json["upstream"] === "boolean" &&
  (json["launched"] === undefined || typeof json["launched"] === "boolean") &&
  (json["adopt"] === undefined || json["adopt"] === "kill" || json["adopt"] === "leave") &&
  (json["onEnd"] === undefined || isText(json["onEnd"])) &&
  (json["attributes"] === undefined || isJson(json["attributes"])) &&
  isLimits(json["limits"])

const isLimits = (json: unknown): boolean =>
  has(json, 5) &&
  (json["timeMillis"] === null || isMillis(json["timeMillis"])) &&
  (json["silenceMillis"] === null || isMillis(json["silenceMillis"])) &&
  isMillis(json["graceMillis"]) &&
  isMillis(json["claimMillis"]) &&
  isMillis(json["lostMillis"])

const isIdentity = (json: unknown): boolean =>
  has(json, 3) && isText(json["scheme"]) && isText(json["label"]) && isJson(json["value"])

const isMemoryGroup = (json: unknown): boolean =>
  has(json, 2) && isText(json["events"]) && isInt(json["oomKills"])

type Fields = Readonly<Record<string, unknown>>

const has = (json: unknown, fields: number): json is Fields =>
  typeof json === "object" &&
  json !== null &&
  !Array.isArray(json) &&
  Object.keys(json).length === fields

/** `required` fields, and any of those that older records lack. */
const hasSome = (
  json: unknown,
  required: number,
  optional: ReadonlyArray<string>
): json is Fields =>
  has(json, required + optional.filter((field) => Object.hasOwn(Object(json), field)).length)

const isId = (json: unknown): boolean => isText(json) && /^[0-9a-f]{16}$/.test(json)

const isText = (json: unknown): json is string => typeof json === "string"
const isTextOrNull = (json: unknown): boolean => json === null || typeof json === "string"
const isTexts = (json: unknown): boolean => Array.isArray(json) && json.every(isText)
const isInt = Number.isSafeInteger
const isIntOrNull = (json: unknown): boolean => json === null || isInt(json)
const isMillis = (json: unknown): boolean =>
  isInt(json) && (json as number) >= 0 && (json as number) <= 2 ** 45

/** What the engine says, which the readers that cannot load it need too. */
const mostLevels = 1_000

/** Any JSON that is kept: what `JSON.parse` made can only fail to be that by a number out of range. */
const isJson = (json: unknown, levels = mostLevels): boolean => {
  if (typeof json === "number") return Number.isFinite(json)
  if (typeof json !== "object") return json !== undefined
  if (json !== null && levels === 0) return false
  for (const key in json) if (!isJson(json[key as never], levels - 1)) return false
  return true
}
