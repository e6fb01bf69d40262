import { assert, describe, it } from "@effect/vitest"
import * as path from "node:path"
import { defaultRoot } from "../src/defaultRoot.ts"

const places = {
  linux: [["XDG_STATE_HOME", "/state"], ".local/state"],
  darwin: [
    ["XDG_STATE_HOME", "/home/me/Library/Application Support"],
    "Library/Application Support"
  ],
  win32: [["LOCALAPPDATA", "/state"], "AppData/Local"]
} as const

describe("where jobs are kept when nobody says where", () => {
  for (const [platform, [[variable, there], folder]] of Object.entries(places)) {
    it(`is told by the environment and the user's home, and by nothing else (${platform})`, () => {
      const rootIn = (environment: Readonly<Record<string, string>>) =>
        defaultRoot(environment, platform, "/home/me")
      const atHome = path.join("/home/me", folder, "job-lifecycle")
      const before = process.cwd()
      for (const cwd of [before, "/"]) {
        process.chdir(cwd)
        assert.strictEqual(rootIn({}), atHome)
        assert.strictEqual(rootIn({ JOB_LIFECYCLE_ROOT: "", [variable]: "" }), atHome)
        assert.strictEqual(rootIn({ [variable]: "/state" }), path.join(there, "job-lifecycle"))
        assert.strictEqual(rootIn({ [variable]: "/state", JOB_LIFECYCLE_ROOT: "/mine" }), "/mine")
      }
      process.chdir(before)
    })
  }

  for (const [platform, [[variable], folder]] of Object.entries(places)) {
    it(`is never where the working directory leads: what is relative is passed over (${platform})`, () => {
      const atHome = path.join("/home/me", folder, "job-lifecycle")
      const account = () => "/home/me"
      assert.strictEqual(
        defaultRoot({ [variable]: "state" }, platform, "/home/me", account),
        atHome
      )
      for (const home of ["", "me", "./me"]) {
        assert.strictEqual(defaultRoot({}, platform, home, account), atHome)
      }
    })
  }

  it("is told by a folder with a drive, on Windows alone", () => {
    const folder = "C:\\Users\\me"
    const rootOn = (platform: string, variable: string) =>
      defaultRoot({ [variable]: folder }, platform, "/home/me")
    assert.strictEqual(rootOn("win32", "LOCALAPPDATA"), path.join(folder, "job-lifecycle"))
    assert.strictEqual(
      rootOn("linux", "XDG_STATE_HOME"),
      path.join("/home/me", ".local/state/job-lifecycle")
    )
  })

  it("is the home as it was given, where the user has no account", () => {
    const none = () => {
      throw new Error("ENOENT: uv_os_get_passwd returned ENOENT")
    }
    assert.strictEqual(
      defaultRoot({}, "linux", "me", none),
      path.join("me", ".local/state/job-lifecycle")
    )
  })
})
