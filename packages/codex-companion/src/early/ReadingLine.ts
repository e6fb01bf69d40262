import * as path from "node:path"

/** A command that reads, as the host reads it. */
export interface ReadingLine {
  readonly command: Command
  readonly cwd: string
  readonly options: Readonly<Record<string, string | boolean | undefined>>
  /** The job that is meant; empty where none is named. */
  readonly reference: string
}

export type Command = keyof typeof commands

/** The commands that read first, and the options that the host knows of each. */
const commands = {
  status: {
    valueOptions: ["cwd", "timeout-ms", "poll-interval-ms"],
    booleanOptions: ["json", "all", "wait"]
  },
  result: { valueOptions: ["cwd"], booleanOptions: ["json"] },
  cancel: { valueOptions: ["cwd"], booleanOptions: ["json"] }
} as const

export const isReading = (command: string | undefined): command is Command =>
  command !== undefined && Object.hasOwn(commands, command)

/** How the host reads a command line. */
interface Arguments {
  readonly parseArgs: (
    argv: ReadonlyArray<string>,
    config: object
  ) => {
    readonly options: ReadingLine["options"]
    readonly positionals: ReadonlyArray<string>
  }
  readonly splitRawArgumentString: (raw: string) => ReadonlyArray<string>
}

/** Reads a command line as the host does: one argument may be a whole line. */
export const parseLine = async (
  command: Command,
  argv: ReadonlyArray<string>,
  host: URL
): Promise<ReadingLine> => {
  const { parseArgs, splitRawArgumentString } = (await import(
    new URL("args.mjs", host).href
  )) as Arguments
  const [only] = argv
  const words = argv.length === 1 && only !== undefined ? splitRawArgumentString(only) : argv
  const { options, positionals } = parseArgs(words, {
    ...commands[command],
    aliasMap: { C: "cwd" }
  })
  const given = options["cwd"]
  const cwd = typeof given === "string" ? path.resolve(process.cwd(), given) : process.cwd()
  return { command, cwd, options, reference: positionals[0] ?? "" }
}
