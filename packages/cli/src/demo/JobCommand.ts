import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { bundlePath } from "../ensureBundle.ts"
import type { Document } from "../json/JobDocument.ts"

/** The built command on one store, as separate processes. */
export class JobCommand {
  readonly #env: NodeJS.ProcessEnv
  readonly #children = new Set<ChildProcess>()

  constructor(root: string) {
    this.#env = { ...process.env, JOB_LIFECYCLE_ROOT: root }
  }

  /** Starts it, and goes on. */
  start(args: ReadonlyArray<string>): ChildProcess {
    const child = spawn(process.execPath, [bundlePath, ...args], {
      env: this.#env,
      stdio: ["ignore", "pipe", "ignore"]
    })
    child.stdout!.resume()
    this.#children.add(child)
    child.once("close", () => this.#children.delete(child))
    return child
  }

  /** Runs it to its end, and answers what it printed. */
  async text(args: ReadonlyArray<string>): Promise<string> {
    const child = this.start(args)
    let text = ""
    child.stdout!.setEncoding("utf8").on("data", (part: string) => (text += part))
    await new Promise((resolve) => child.once("close", resolve))
    return text
  }

  async json(args: ReadonlyArray<string>): Promise<Document> {
    return JSON.parse(await this.text([...args, "--json"])) as Document
  }

  /** When every process that this started has ended. */
  async ended(): Promise<void> {
    await Promise.all(
      [...this.#children].map((child) => new Promise((resolve) => child.once("close", resolve)))
    )
  }

  kill(): void {
    for (const child of this.#children) child.kill("SIGKILL")
  }
}
