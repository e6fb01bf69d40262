import * as path from "node:path"
import {
  buildSingleJobSnapshot,
  buildStatusSnapshot,
  waitForSingleJobSnapshot
} from "../functions/snapshots.ts"
import { readStoredJob, resolveResultJob } from "../functions/resolveJobs.ts"

/** What of the host an answer takes: how it reads a command line, and how it shows jobs. */
interface Host {
  readonly parseArgs: (
    argv: ReadonlyArray<string>,
    config: object
  ) => {
    readonly options: Readonly<Record<string, string | boolean | undefined>>
    readonly positionals: ReadonlyArray<string>
  }
  readonly splitRawArgumentString: (raw: string) => ReadonlyArray<string>
  readonly renderStatusReport: (report: object) => string
  readonly renderJobStatusReport: (job: object) => string
  readonly renderStoredJobResult: (job: object, stored: object | null) => string
}

/**
 * Answers a command that only reads, before the rest of the host is loaded, and says whether it did:
 * the host's other modules take longer to load than the answer takes.
 */
export const answerReading = async ([
  command,
  ...argv
]: ReadonlyArray<string>): Promise<boolean> => {
  const answer = command === "status" ? status : command === "result" ? result : null
  if (answer === null) return false
  try {
    await answer(argv, await loadHost())
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
  return true
}

const status = async (argv: ReadonlyArray<string>, host: Host): Promise<void> => {
  const { cwd, options, reference } = read(host, argv, {
    valueOptions: ["cwd", "timeout-ms", "poll-interval-ms"],
    booleanOptions: ["json", "all", "wait"]
  })
  if (reference === "") {
    if (options["wait"]) throw new Error("`status --wait` requires a job id.")
    const report = await buildStatusSnapshot(cwd, { all: options["all"] === true })
    return print(report, host.renderStatusReport, options["json"])
  }
  const snapshot = options["wait"]
    ? await waitForSingleJobSnapshot(cwd, reference, {
        timeoutMs: options["timeout-ms"],
        pollIntervalMs: options["poll-interval-ms"]
      })
    : await buildSingleJobSnapshot(cwd, reference)
  print(snapshot, ({ job }) => host.renderJobStatusReport(job), options["json"])
}

const result = async (argv: ReadonlyArray<string>, host: Host): Promise<void> => {
  const { cwd, options, reference } = read(host, argv, {
    valueOptions: ["cwd"],
    booleanOptions: ["json"]
  })
  const { job, workspaceRoot } = await resolveResultJob(cwd, reference)
  const storedJob = await readStoredJob(workspaceRoot, job.id)
  print(
    { job, storedJob },
    ({ job, storedJob }) => host.renderStoredJobResult(job, storedJob),
    options["json"]
  )
}

/** Reads a command line as the host does: one argument may be a whole line. */
const read = (host: Host, argv: ReadonlyArray<string>, config: object) => {
  const [only] = argv
  const words =
    argv.length === 1 && only !== undefined
      ? only.trim() === ""
        ? []
        : host.splitRawArgumentString(only)
      : argv
  const { options, positionals } = host.parseArgs(words, { ...config, aliasMap: { C: "cwd" } })
  const given = options["cwd"]
  const cwd = typeof given === "string" ? path.resolve(process.cwd(), given) : process.cwd()
  return { options, cwd, reference: positionals[0] ?? "" }
}

const print = <A extends object>(value: A, render: (value: A) => string, asJson: unknown): void => {
  process.stdout.write(asJson === true ? `${JSON.stringify(value, null, 2)}\n` : render(value))
}

const loadHost = async (): Promise<Host> => {
  const besides = (name: string) => import(new URL(name, import.meta.url).href)
  const [args, render] = await Promise.all([besides("./args.mjs"), besides("./render.mjs")])
  return { ...args, ...render }
}
