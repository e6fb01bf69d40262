// `pnpm start`: without arguments the demonstration, with arguments the command itself.
import { spawn } from "node:child_process"
import { constants } from "node:os"
import { bundlePath, ensureBundle } from "./ensureBundle.ts"

// What pnpm hands on begins with the `--` that may separate its own options from ours.
const argv = process.argv.slice(process.argv[2] === "--" ? 3 : 2)
await ensureBundle()
if (argv.length === 0) {
  const { demonstrate } = await import("./demo/demonstrate.ts")
  process.exitCode = await demonstrate()
} else {
  const command = spawn(process.execPath, [bundlePath, ...argv], { stdio: "inherit" })
  // A terminal's ^C reaches the command by itself; its exit code is then ours.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => void (process.stdin.isTTY || command.kill(signal)))
  }
  command.on("exit", (code, signal) => {
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
  })
}
