import { spawn } from "node:child_process"
import { once } from "node:events"

/** Milliseconds from the kill of an idle Node to the end of the pipe that it held. */
export const endOfPipe = async (): Promise<number> => {
  const child = spawn(
    process.execPath,
    ["-e", "console.log('ready'); setInterval(() => {}, 1e6)"],
    {
      stdio: ["ignore", "pipe", "inherit"]
    }
  )
  await once(child.stdout, "data")
  const ended = once(child.stdout, "end").then(() => process.hrtime.bigint())
  const before = process.hrtime.bigint()
  child.kill("SIGKILL")
  return Number((await ended) - before) / 1e6
}
