import { homedir, userInfo } from "node:os"
import { join, posix, win32 } from "node:path"

/**
 * Says where jobs are kept when nobody names a root: `JOB_LIFECYCLE_ROOT`, else the user's state
 * directory: `$XDG_STATE_HOME` or `~/.local/state` (XDG Base Directory Specification),
 * `~/Library/Application Support` on macOS, `%LOCALAPPDATA%` on Windows. Never a shared temporary
 * folder, and never derived from the working directory: a job is found from anywhere. So a state
 * directory that is relative is passed over, as the specification has it, and in place of a home that
 * is relative or empty goes the one of the user's account.
 */
export const defaultRoot = (
  environment: Readonly<Record<string, string | undefined>>,
  platform: string = process.platform,
  home: string = homedir(),
  homeOfAccount: () => string = () => userInfo().homedir
): string => {
  const named = environment["JOB_LIFECYCLE_ROOT"]
  if (named !== undefined && named !== "") return named
  const { isAbsolute } = platform === "win32" ? win32 : posix
  const from = isAbsolute(home) ? home : accountsHome(homeOfAccount, home)
  return join(stateFolder(environment, platform, from, isAbsolute), "job-lifecycle")
}

/** A number without an account, as in a container, has no other home than the one that was given. */
const accountsHome = (homeOfAccount: () => string, given: string): string => {
  try {
    return homeOfAccount()
  } catch {
    return given
  }
}

const stateFolder = (
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
  home: string,
  isAbsolute: (folder: string) => boolean
): string => {
  const named = (variable: string): string | null => {
    const folder = environment[variable] ?? ""
    return isAbsolute(folder) ? folder : null
  }
  switch (platform) {
    case "darwin":
      return join(home, "Library", "Application Support")
    case "win32":
      return named("LOCALAPPDATA") ?? join(home, "AppData", "Local")
    default:
      return named("XDG_STATE_HOME") ?? join(home, ".local", "state")
  }
}
