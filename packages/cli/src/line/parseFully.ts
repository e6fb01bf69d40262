import * as NodeServices from "@effect/platform-node/NodeServices"
import type { CliError, HelpDoc } from "effect/cli"
import { CliConfig, CliOutput, Command, GlobalFlag } from "effect/cli"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { commandTree } from "./commandTree.ts"
import { WrongUsage } from "../shown/failure.ts"
import type { Plan } from "./Plan.ts"
import { write } from "../stdio.ts"
import { version } from "../version.ts"
import { visible } from "../shown/visible.ts"

/**
 * Reads a command line with `effect/cli`: every command with its descriptions, help, completions
 * and errors. Answers its plan, or null when what was asked for (help, the version) has been
 * printed. Wrong usage fails with a sentence for each mistake.
 */
export const parseFully = Effect.fnUntraced(function* (
  argv: ReadonlyArray<string>
): Effect.fn.Return<Plan | null, WrongUsage> {
  let plan: Plan | null = null
  let usage: string | null = null
  const line = customary(argv)
  let unknown: string | null = null
  const program = commandTree((found) => {
    plan = found
  })
  const presenter: CliOutput.Presenter = {
    present: (event) =>
      Effect.sync(() => {
        if (event._tag === "Version") write("stdout", `${event.name} ${event.version}\n`)
        else if (event._tag === "Help" && event.reason === "Requested") {
          unknown = unknownIn(line, event.helpDoc)
          if (unknown === null) write("stdout", helpText(event.helpDoc))
        } else usage = `Usage: ${usageOf(event.helpDoc)}`
      })
  }
  yield* Command.runWith(program, { version })(withNegatives(line)).pipe(
    Effect.provideService(CliOutput.Presenter, presenter),
    Effect.provideService(Console.Console, printing),
    Effect.provideService(CliConfig.CliConfig, {
      builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions]
    }),
    Effect.provide(NodeServices.layer),
    Effect.mapError((error) => new WrongUsage({ message: sentence(error), usage }))
  )
  return unknown === null ? yield* checked(plan, argv, usage) : yield* parseFully([unknown])
})

/** What `effect/cli` prints without a presenter, the completions, is asked for like everything else. */
const printing: Console.Console = Object.assign(Object.create(console), {
  log: (text: string) => write("stdout", `${text}\n`)
})

/** `job help run` and `job -V`, as many programs have them. */
const customary = (argv: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [first, ...rest] = argv
  if (first === "help") return [...rest, "--help"]
  return argv.length === 1 && first === "-V" ? ["--version"] : argv
}

/** The word that names no command, of a line to which the library answers with the help of all. */
const unknownIn = ([first = "-"]: ReadonlyArray<string>, doc: HelpDoc.HelpDoc): string | null =>
  doc.commandPath?.length === 1 && !first.startsWith("-") ? first : null

const helpText = (doc: HelpDoc.HelpDoc): string => {
  const args = doc.args?.map((arg) => (arg.name === "CMD" ? { ...arg, required: true } : arg))
  const text = plainFormat.formatHelpDoc({ ...doc, usage: usageOf(doc), ...(args && { args }) })
  return doc.commandPath?.length === 1 ? `${text}\n\n${exitCodeHelp}` : `${text}\n`
}

/** `effect/cli` does not know that the arguments of `run` begin after `--`. */
const usageOf = (doc: HelpDoc.HelpDoc): string =>
  doc.usage.replace(/^job run .*$/, "job run [flags] -- CMD [ARG...]")

const exitCodeHelp = `EXIT CODES
  its own     run, wait, result: what the command exited with
  128+n       signal n ended the command, or its owner was told to end by it
  120, 121    cancelled; nobody ended it (orphaned, never started, drained, client gone, lost)
  124         it reached its time limit or its silence limit
  126, 127    the command cannot be executed; there is no such command
  1           doctor: it found a problem
  2           wrong usage, or an id that names no job or several
  4           cancel: not confirmed to have stopped
  123         not finished: the waiting limit passed, or there is no result yet
  125         the job could not be recorded, a record could not be read, or our output was lost
`

const plainFormat = CliOutput.defaultFormatter({ colors: false })

const sentence = (error: CliError.CliError): string => {
  if (error._tag !== "ShowHelp") return error.message
  return error.errors.length === 0
    ? "Say which command: run, status, wait, result, logs, explain, cancel, reconcile, prune or doctor."
    : error.errors.map(sentenceOf).join("\n")
}

const sentenceOf = (error: CliError.CliError): string => {
  if (error._tag === "InvalidValue" && error.expected === "at most 1 value") {
    return visible(
      `--${error.option} is given ${Number.parseInt(error.value)} times: give it once.`
    )
  }
  // Whatever the library expects: a whole number from 0 up is all that we count with.
  return error._tag === "InvalidValue" && counts.has(error.option) && error.value !== ""
    ? notACount(error.option, error.value)
    : visible(inOneLine(error))
}

/** The library lays its suggestions out on lines of their own; a newline elsewhere was in the line. */
const inOneLine = (error: CliError.CliError): string => {
  if (!("suggestions" in error) || error.suggestions.length === 0) return error.message
  const what = error.message.slice(0, error.message.lastIndexOf("\n\n"))
  return `${what}. Did you mean ${error.suggestions.join(" or ")}?`
}

const counts: ReadonlySet<string> = new Set(["limit", "tail", "keep"])
const notACount = (flag: string, value: string): string =>
  visible(`--${flag} ${value} is not a valid count: give a whole number, 0 or more.`)

/** `--timeout -5s` is a value that will be refused as negative, and not five unknown options. */
const withNegatives = (argv: ReadonlyArray<string>): ReadonlyArray<string> => {
  const words: Array<string> = []
  let own = true
  for (const word of argv) {
    const before = words.at(-1)
    own &&= word !== "--"
    if (own && /^-[\d.]/.test(word) && before !== undefined && /^--[a-z-]+$/.test(before)) {
      words[words.length - 1] = `${before}=${word}`
    } else words.push(word)
  }
  return words
}

/** What can only be seen in the line as a whole. */
const checked = (plan: Plan | null, argv: ReadonlyArray<string>, usage: string | null) => {
  const wrong = (message: string) => Effect.fail(new WrongUsage({ message, usage }))
  if (plan?.root === "") return wrong("--root is empty: name a folder.")
  if (plan?.command === "run") {
    const end = argv.indexOf("--")
    if (end === -1 && plan.line.length > 0) {
      return wrong(visible(`Put -- before the command: job run -- ${plan.line.join(" ")}`))
    }
    const misplaced = plan.line.slice(0, plan.line.length - (argv.length - end - 1))
    if (end !== -1 && misplaced.length > 0) {
      return wrong(visible(`Unexpected before --: ${misplaced.join(" ")}`))
    }
  }
  if (plan?.command === "logs" && (plan.tail ?? 0) < 0) {
    return wrong(notACount("tail", String(plan.tail)))
  }
  if (plan?.command === "result" && plan.timeout !== null && !plan.wait) {
    return wrong("--timeout is for --wait: give both, or neither.")
  }
  if (plan?.command === "status") {
    if ((plan.limit ?? 0) < 0) return wrong(notACount("limit", String(plan.limit)))
    if (plan.limit !== null && plan.all) {
      return wrong("--limit and --all contradict each other: give one of them.")
    }
    if (plan.id !== null && (plan.all || plan.limit !== null || plan.session !== null)) {
      return wrong("--all, --limit and --session choose among jobs: give an ID, or some of them.")
    }
  }
  if (plan?.command === "prune" && (plan.keep ?? 0) < 0) {
    return wrong(notACount("keep", String(plan.keep)))
  }
  return Effect.succeed(plan)
}
