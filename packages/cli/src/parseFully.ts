import * as NodeServices from "@effect/platform-node/NodeServices"
import type { CliError } from "effect/cli"
import { CliConfig, CliOutput, Command, GlobalFlag } from "effect/cli"
import * as Effect from "effect/Effect"
import { commandTree } from "./commandTree.ts"
import { WrongUsage } from "./failure.ts"
import type { Plan } from "./Plan.ts"
import { write } from "./stdio.ts"
import { version } from "./version.ts"

/**
 * Reads a command line with `effect/cli`: every command with its descriptions, help, completions
 * and errors. Answers its plan, or null when what was asked for (help, the version) has been
 * printed. Wrong usage fails with a sentence for each mistake.
 */
export const parseFully = (argv: ReadonlyArray<string>): Effect.Effect<Plan | null, WrongUsage> =>
  Effect.gen(function* () {
    let plan: Plan | null = null
    let usage: string | null = null
    const program = commandTree((found) => {
      plan = found
    })
    const presenter: CliOutput.Presenter = {
      present: (event) =>
        Effect.sync(() => {
          if (event._tag === "Version") write("stdout", `${event.name} ${event.version}\n`)
          else if (event._tag === "Help" && event.reason === "Requested") {
            write("stdout", `${plainFormat.formatHelpDoc(event.helpDoc)}\n`)
          } else usage = `Usage: ${event.helpDoc.usage}`
        })
    }
    yield* Command.runWith(program, { version })(withNegatives(argv)).pipe(
      Effect.provideService(CliOutput.Presenter, presenter),
      Effect.provideService(CliConfig.CliConfig, {
        builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions]
      }),
      Effect.provide(NodeServices.layer),
      Effect.mapError((error) => new WrongUsage({ message: sentence(error), usage }))
    )
    return yield* checked(plan, argv, usage)
  })

const plainFormat = CliOutput.defaultFormatter({ colors: false })

const sentence = (error: CliError.CliError): string => {
  if (error._tag !== "ShowHelp") return error.message
  return error.errors.length === 0
    ? "Say which command: run, status, wait, result, logs, cancel, reconcile or prune."
    : error.errors.map(({ message }) => message).join("\n")
}

/** `--timeout -5s` is a value that will be refused as negative, and not five unknown options. */
const withNegatives = (argv: ReadonlyArray<string>): ReadonlyArray<string> => {
  const words: Array<string> = []
  let own = true
  for (const word of argv) {
    const before = words.at(-1)
    own &&= word !== "--"
    if (own && /^-[\d.]/.test(word) && before !== undefined && /^--[a-z]+$/.test(before)) {
      words[words.length - 1] = `${before}=${word}`
    } else words.push(word)
  }
  return words
}

const countOf = (plan: Plan | null): number => {
  switch (plan?.command) {
    case "status":
      return plan.limit ?? 0
    case "logs":
      return plan.tail ?? 0
    case "prune":
      return plan.keep ?? 0
    default:
      return 0
  }
}

/** What can only be seen in the line as a whole. */
const checked = (plan: Plan | null, argv: ReadonlyArray<string>, usage: string | null) => {
  const wrong = (message: string) => Effect.fail(new WrongUsage({ message, usage }))
  if (plan?.root === "") return wrong("--root is empty: name a folder.")
  if (plan?.command === "run") {
    const end = argv.indexOf("--")
    if (end === -1 && plan.line.length > 0) {
      return wrong(`Put -- before the command: job run -- ${plan.line.join(" ")}`)
    }
    const misplaced = plan.line.slice(0, plan.line.length - (argv.length - end - 1))
    if (end !== -1 && misplaced.length > 0) {
      return wrong(`Unexpected before --: ${misplaced.join(" ")}`)
    }
  }
  const count = countOf(plan)
  if (count < 0) return wrong(`${count} is negative: give a number from 0 up.`)
  return Effect.succeed(plan)
}
