import type { DoctorPlan, Plan as AnyPlan } from "./Plan.ts"

/** What it reads, and never more. */
type Plan = Exclude<AnyPlan, DoctorPlan>

/**
 * Reads the frequent commands in their plain, well-formed shape; everything else, wrong usage above
 * all, is `null` and goes to the full parser. Pure. Exists for speed alone: it spares `job status`
 * the evaluation of `effect/cli`, twice the start-up of Node.
 *
 * Law, tested over a corpus: a plan that this answers is the plan of the full parser.
 */
export const frequent = (argv: ReadonlyArray<string>): Plan | null => {
  const end = argv.indexOf("--")
  const words = end === -1 ? argv : argv.slice(0, end)
  const rest = end === -1 ? null : argv.slice(end + 1)
  const found = read(words)
  if (found === null) return null
  const [name, ...operands] = found.operands
  const form = name === undefined ? undefined : forms.get(name)
  if (form === undefined) return null
  for (const option of found.given.keys()) {
    if (option !== "root" && !form.options.includes(option)) return null
  }
  if ((rest !== null) !== (form.plan === run)) return null
  return form.plan(found.given, rest ?? operands, rest === null ? [] : operands)
}

type Given = ReadonlyMap<string, string>

interface Form {
  readonly options: ReadonlyArray<string>
  readonly plan: (
    given: Given,
    operands: ReadonlyArray<string>,
    misplaced: ReadonlyArray<string>
  ) => Plan | null
}

const switches = new Set(["json", "detach", "all", "any", "wait"])
const valued = new Set([
  "root",
  "name",
  "timeout",
  "silence",
  "grace",
  "session",
  "limit",
  "adopt",
  "on-end",
  "completion-fd"
])

/** What the full parser would take for the value of a switch, were one before it. */
const truths = new Set(["true", "false", "yes", "no", "on", "off", "1", "0", "y", "n"])

const read = (words: ReadonlyArray<string>) => {
  const given = new Map<string, string>()
  const operands: Array<string> = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    if (!word.startsWith("-")) {
      if (word === "" || truths.has(word.toLowerCase())) return null
      operands.push(word)
      continue
    }
    const [option, inline] = split(word)
    // Only --root may stand before the command's name.
    if (given.has(option) || (operands.length === 0 && option !== "root")) return null
    if (switches.has(option)) {
      if (inline !== null) return null
      given.set(option, "")
    } else if (valued.has(option)) {
      const value = inline ?? words[++at]
      if (value === undefined || value === "" || value.startsWith("-")) return null
      given.set(option, value)
    } else return null
  }
  return { given, operands }
}

const split = (word: string): readonly [option: string, inline: string | null] => {
  if (!word.startsWith("--")) return ["", null]
  const equals = word.indexOf("=")
  return equals === -1 ? [word.slice(2), null] : [word.slice(2, equals), word.slice(equals + 1)]
}

const completion = (given: Given) => ({ completionFd: given.get("completion-fd") ?? null })

const global = (given: Given) => ({ root: given.get("root") ?? null, json: given.has("json") })

const run: Form["plan"] = (given, line, misplaced) => {
  const adopt = given.get("adopt") ?? null
  if (misplaced.length > 0 || (adopt !== null && adopt !== "kill" && adopt !== "leave")) return null
  return {
    command: "run",
    ...global(given),
    detach: given.has("detach"),
    name: given.get("name") ?? null,
    timeout: given.get("timeout") ?? null,
    silence: given.get("silence") ?? null,
    grace: given.get("grace") ?? null,
    session: given.get("session") ?? null,
    adopt,
    onEnd: given.get("on-end") ?? null,
    ...completion(given),
    line
  }
}

const choosing = ["all", "limit", "session"]

const status: Form["plan"] = (given, operands) => {
  const limit = given.get("limit") ?? null
  if (limit !== null && given.has("all")) return null
  if (operands.length === 1 && choosing.some((option) => given.has(option))) return null
  if (operands.length > 1 || (limit !== null && !/^\d{1,9}$/.test(limit))) return null
  return {
    command: "status",
    ...global(given),
    id: operands[0] ?? null,
    all: given.has("all"),
    session: given.get("session") ?? null,
    limit: limit === null ? null : Number(limit)
  }
}

const wait: Form["plan"] = (given, ids) => {
  if (ids.length === 0) return null
  const timeout = given.get("timeout") ?? null
  return {
    command: "wait",
    ...global(given),
    ids,
    any: given.has("any"),
    timeout,
    ...completion(given)
  }
}

const result: Form["plan"] = (given, operands) => {
  const [id, ...more] = operands
  const timeout = given.get("timeout") ?? null
  if (id === undefined || more.length > 0) return null
  if (timeout !== null && !given.has("wait")) return null
  return {
    command: "result",
    ...global(given),
    id,
    wait: given.has("wait"),
    timeout,
    ...completion(given)
  }
}

const cancel: Form["plan"] = (given, ids) => {
  if (ids.length === 0) return null
  return { command: "cancel", ...global(given), ids, grace: given.get("grace") ?? null }
}

const own: Form["plan"] = (given, operands) => {
  const [id, ...more] = operands
  return id === undefined || more.length > 0 ? null : { command: "own", ...global(given), id }
}

const listing: Form = { options: ["json", "all", "session", "limit"], plan: status }

const forms: ReadonlyMap<string, Form> = new Map<string, Form>([
  [
    "run",
    {
      options: [
        "json",
        "detach",
        "name",
        "timeout",
        "silence",
        "grace",
        "session",
        "adopt",
        "on-end",
        "completion-fd"
      ],
      plan: run
    }
  ],
  ["status", listing],
  ["list", listing],
  ["wait", { options: ["json", "any", "timeout", "completion-fd"], plan: wait }],
  ["result", { options: ["json", "wait", "timeout", "completion-fd"], plan: result }],
  ["cancel", { options: ["json", "grace"], plan: cancel }],
  ["own", { options: [], plan: own }]
])
