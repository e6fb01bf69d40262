import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import * as readline from "node:readline"

/** A process of ours that is driven by lines of JSON, each of which it answers with lines of JSON. */
export class Worker {
  readonly child: ChildProcess
  readonly pid: number
  /** How it ended: the signal's name, or its exit code. Every line it printed was told before. */
  readonly ended: Promise<string>
  #lines: Array<unknown> = []
  #waiting: ((line: unknown) => void) | null = null
  #stderr = ""

  constructor(
    program: string,
    args: ReadonlyArray<string>,
    options: {
      readonly env?: Record<string, string>
      /** Told every line at once; without it lines are kept for `next`. */
      readonly onLine?: (line: unknown) => void
    } = {}
  ) {
    this.child = spawn(process.execPath, [program, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ...options.env }
    })
    this.pid = this.child.pid ?? -1
    const reader = readline.createInterface({ input: this.child.stdout! })
    reader.on("line", (text) => {
      const line = lineOf(text)
      if (options.onLine !== undefined) return options.onLine(line)
      if (this.#waiting === null) return void this.#lines.push(line)
      this.#waiting(line)
      this.#waiting = null
    })
    this.child.stderr!.setEncoding("utf8").on("data", (text: string) => (this.#stderr += text))
    // A process that was killed takes its end of the pipe with it.
    this.child.stdin!.on("error", () => {})
    this.ended = new Promise((resolve) => {
      this.child.once("close", (code, signal) => resolve(signal ?? String(code)))
      this.child.once("error", (error) => resolve(error.message))
    })
  }

  send(line: unknown): void {
    this.child.stdin!.write(`${JSON.stringify(line)}\n`)
  }

  /** Ends its input: a worker that waits for the next line ends of that. */
  close(): void {
    this.child.stdin!.end()
  }

  /** The next line that it prints; fails when it has ended instead. */
  async next<A>(): Promise<A> {
    if (this.#lines.length > 0) return this.#lines.shift() as A
    const line = new Promise<unknown>((resolve) => (this.#waiting = resolve))
    const ended = this.ended.then((how) => {
      throw new Error(`a worker ended (${how}) instead of answering: ${this.#stderr}`)
    })
    return (await Promise.race([line, ended])) as A
  }

  async ask<A>(line: unknown): Promise<A> {
    this.send(line)
    return await this.next<A>()
  }

  kill(): void {
    this.child.kill("SIGKILL")
  }

  get stderr(): string {
    return this.#stderr
  }
}

/** A process that is killed while it prints leaves half a line, which is no answer. */
const lineOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return { cut: text }
  }
}

/** Runs `body` with workers that are gone afterwards, however it ends. */
export const withWorkers = async <A>(
  workers: ReadonlyArray<Worker>,
  body: () => Promise<A>
): Promise<A> => {
  try {
    return await body()
  } finally {
    for (const worker of workers) worker.kill()
    await Promise.all(workers.map(({ ended }) => ended))
  }
}
