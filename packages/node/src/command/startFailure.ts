import { RunnerNotStarted } from "@job-lifecycle/engine"
import * as fs from "node:fs"

/**
 * Says why a command could not be started. The system answers ENOENT and EACCES alike for the
 * program, its interpreter, and the working directory (execve(2), chdir(2)), so we look which.
 */
export const startFailure = (
  error: unknown,
  command: ReadonlyArray<string>,
  cwd: string | undefined,
  platform: string = process.platform
): RunnerNotStarted => {
  const { code, message } = error as NodeJS.ErrnoException
  const program = command[0] ?? ""
  const place = cwd === undefined ? null : troubleWith(cwd)
  return new RunnerNotStarted({
    message: place ?? troubleOf(program, code, message, platform === "win32"),
    // The code is the program's alone: a missing folder is no missing command.
    code: place === null ? (code ?? null) : null,
    stderrTail: ""
  })
}

const troubleWith = (cwd: string): string | null => {
  try {
    if (!fs.statSync(cwd).isDirectory()) return `The working directory ${cwd} is not a directory.`
    fs.accessSync(cwd, fs.constants.X_OK)
    return null
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT"
    return `The working directory ${cwd} ${missing ? "does not exist" : "may not be entered"}.`
  }
}

const troubleOf = (
  program: string,
  code: string | undefined,
  message: string,
  onWindows: boolean
): string => {
  // On one line, whatever it contains.
  const quoted = JSON.stringify(program)
  // Node starts none there: what their arguments mean is up to the shell (CVE-2024-27980).
  if (onWindows && code === "EINVAL" && /\.(bat|cmd)[. ]*$/i.test(program)) {
    return `The command ${quoted} is a batch file, which only a shell can run: cmd /c.`
  }
  switch (code) {
    case "ENOENT":
      if ((onWindows ? /[\\/:]/ : /\//).test(program)) {
        return `The command ${quoted} was not found, or the interpreter that it names.`
      }
      return `The command ${quoted} was not found on the search path.${onWindows ? batchHint : ""}`
    case "EACCES":
      return `The command ${quoted} may not be executed.`
    case "ENOTDIR":
      return `The command ${quoted} was not found: a part of its path is not a directory.`
    default:
      return `The command ${quoted} could not be started: ${message}`
  }
}

/** A search finds nothing there but what ends in `.exe` or `.com`. */
const batchHint = " A batch file, such as npm.cmd, is run by cmd /c."
