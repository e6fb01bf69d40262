import { assert, describe, it } from "@effect/vitest"
import { startFailure } from "../src/command/startFailure.ts"

/** As Node throws or emits it, of a command without a working directory of its own. */
const said = (code: string, program: string, platform = "win32"): string =>
  startFailure(
    Object.assign(new Error(`spawn ${program} ${code}`), { code }),
    [program],
    undefined,
    platform
  ).message

/**
 * What Node does on Windows: a search finds programs that end in `.exe` or `.com` alone
 * (`search_path` in src/win/process.c of libuv), and what ends in `.bat` or `.cmd` is refused with EINVAL
 * (CVE-2024-27980; "Spawning .bat and .cmd files on Windows" of its documentation).
 */
describe("a command that Windows does not start", () => {
  it("is a batch file, which only its shell can run", () => {
    for (const program of ["npm.cmd", "C:\\tools\\build.BAT", "tools/run.Cmd. "]) {
      assert.strictEqual(
        said("EINVAL", program),
        `The command ${JSON.stringify(program)} is a batch file, which only a shell can run: cmd /c.`
      )
    }
    assert.match(said("EINVAL", "npm.exe"), /could not be started: spawn npm\.exe EINVAL$/)
  })

  it("is not on the search path, where it may still be as a batch file", () => {
    assert.strictEqual(
      said("ENOENT", "npm"),
      'The command "npm" was not found on the search path. A batch file, such as npm.cmd, is run by cmd /c.'
    )
  })

  it("was named by its path, with either separator or a drive", () => {
    for (const program of ["C:\\tools\\a.exe", "tools\\a.exe", "tools/a.exe", "c:a.exe"]) {
      assert.match(said("ENOENT", program), /was not found, or the interpreter that it names\.$/)
    }
  })
})

describe("a command that another system does not start", () => {
  it("is told nothing of batch files, nor is a backslash a part of a path there", () => {
    for (const program of ["npm", "tools\\npm", "c:npm"]) {
      assert.strictEqual(
        said("ENOENT", program, "linux"),
        `The command ${JSON.stringify(program)} was not found on the search path.`
      )
    }
    assert.match(said("EINVAL", "npm.cmd", "linux"), /could not be started: spawn npm\.cmd EINVAL$/)
  })

  it("has no code of its own where its folder is at fault, or where there is none", () => {
    const below = `${import.meta.filename}/folder`
    const { code, message } = startFailure({ code: "ENOTDIR" }, ["npm"], below, "linux")
    assert.deepStrictEqual(
      [code, message],
      [null, `The working directory ${below} may not be entered.`]
    )
    assert.isNull(startFailure(new TypeError("a zero byte"), ["npm"], undefined, "linux").code)
  })
})
