import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"

const succeeds = (program: string, ...args: ReadonlyArray<string>): boolean =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0

/**
 * What some tests need and not every machine permits, each with a way to find out that is not the
 * test's own: a test may be skipped where it is missing, and nowhere else.
 */
export const needs: Readonly<Record<string, () => boolean>> = {
  "the superuser": () => process.getuid?.() === 0,
  "another user": () => succeeds("setpriv", "--reuid=65534", "--clear-groups", "true"),
  "set-user-id programs": () => {
    const { stdout } = spawnSync("findmnt", ["-no", "OPTIONS", "-T", os.tmpdir()])
    return `${stdout}` !== "" && !`${stdout}`.includes("nosuid")
  },
  "a machine id": () =>
    ["/etc/machine-id", "/var/lib/dbus/machine-id"].some((file) => fs.existsSync(file)),
  "pid namespaces": () => succeeds("unshare", "--pid", "--fork", "--mount-proc", "true"),
  mounts: () => succeeds("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", os.tmpdir()),
  "memory groups": () => {
    try {
      fs.accessSync("/sys/fs/cgroup/memory", fs.constants.W_OK)
      return true
    } catch {
      return false
    }
  },
  prlimit: () => succeeds("prlimit", "--version"),
  script: () => succeeds("script", "--version")
}
