import { homedir } from "node:os"
import { join } from "node:path"

/**
 * Says where jobs are kept when nobody names a root: `JOB_LIFECYCLE_ROOT`, else the user's state
 * directory: `$XDG_STATE_HOME` or `~/.local/state` (XDG Base Directory Specification),
 * `~/Library/Application Support` on macOS, `%LOCALAPPDATA%` on Windows. Never a shared temporary
 * folder, and never derived from the working directory: a job is found from anywhere.
 */
export const defaultRoot = (
  environment: Readonly<Record<string, string | undefined>>,
  platform: string = process.platform,
  home: string = homedir()
): string => {
  const named = environment["JOB_LIFECYCLE_ROOT"]
  if (named !== undefined && named !== "") return named
  return join(stateFolder(environment, platform, home), "job-lifecycle")
}

const stateFolder = (
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
  home: string
): string => {
  switch (platform) {
    case "darwin":
      return join(home, "Library", "Application Support")
    case "win32":
      return environment["LOCALAPPDATA"] || join(home, "AppData", "Local")
    default:
      return environment["XDG_STATE_HOME"] || join(home, ".local", "state")
  }
}
