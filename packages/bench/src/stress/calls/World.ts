import { spawn } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { markVariable, survivors } from "../storm/survivors.ts"

/** How a process ended, and what it said. */
export interface Ended {
  /** Null where it was ended by a signal, or did not end in a minute. */
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** What is looked at of a job in the JSON of `job status`. */
export interface Seen {
  readonly id: string
  readonly state: string
  readonly work: string | null
  readonly outcome: { readonly tag: string } | null
  readonly exitCode: number | null
}

export interface Running {
  readonly pid: number
  readonly ended: Promise<Ended>
}

/** A store of its own in a folder, and the built command. */
export class World {
  readonly root: string
  /** Has one line for each time that the command of a job ran. */
  readonly ran: string
  readonly #command: string
  readonly #mark: string

  constructor(folder: string, command: string) {
    this.root = path.join(folder, "root")
    this.ran = path.join(folder, "ran")
    this.#command = command
    this.#mark = folder
    fs.mkdirSync(folder, { recursive: true })
  }

  /** @param under words before the command line */
  start(args: ReadonlyArray<string>, under: ReadonlyArray<string> = []): Running {
    const [program, ...line] = [...under, process.execPath, this.#command, ...args]
    const child = spawn(program!, line, {
      env: {
        PATH: process.env["PATH"],
        HOME: path.dirname(this.root),
        JOB_LIFECYCLE_ROOT: this.root,
        [markVariable]: this.#mark
      },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 60_000,
      killSignal: "SIGKILL"
    })
    const said = { stdout: "", stderr: "" }
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => (said[name] += text))
    }
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once("error", reject)
      child.once("close", (code, signal) => resolve({ code, signal, ...said }))
    })
    return { pid: child.pid!, ended }
  }

  run(args: ReadonlyArray<string>, under?: ReadonlyArray<string>): Promise<Ended> {
    return this.start(args, under).ended
  }

  /** The first job that is on record. */
  async job(): Promise<string> {
    for (;;) {
      const folder = path.join(this.root, "active")
      const [id] = fs.existsSync(folder) ? fs.readdirSync(folder) : []
      if (id !== undefined) return id
      await pause(5)
    }
  }

  async jobs(): Promise<ReadonlyArray<Seen>> {
    const { code, stderr, stdout } = await this.run(["status", "--all", "--json"])
    if (code !== 0) throw new Error(`status exited with ${code}: ${stdout}${stderr}`)
    return (JSON.parse(stdout) as { readonly jobs: ReadonlyArray<Seen> }).jobs
  }

  timesRun(): number {
    return fs.existsSync(this.ran) ? fs.readFileSync(this.ran, "utf8").length : 0
  }

  survivors(): ReadonlyArray<number> {
    return survivors(this.#mark)
  }

  /** Ends what of it still runs, which carries its mark, and removes its folder. */
  remove(): void {
    for (const pid of this.survivors()) kill(pid)
    fs.rmSync(path.dirname(this.root), { recursive: true, force: true })
  }
}

const kill = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL")
  } catch {
    // It has just ended by itself.
  }
}
