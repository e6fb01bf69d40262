import { assert, describe, it } from "@effect/vitest"
import { environmentWith } from "../src/command/environmentWith.ts"

describe("the environment of a command", () => {
  const inherited = { Path: "/ours", HOME: "/home" }

  it("has what is given in place of what is inherited", () => {
    assert.deepStrictEqual(environmentWith({ HOME: "/theirs", N: "1" }, inherited, "linux"), {
      Path: "/ours",
      HOME: "/theirs",
      N: "1"
    })
  })

  it("tells names apart by their case, but on Windows", () => {
    const given = { PATH: "/theirs" }
    assert.deepStrictEqual(environmentWith(given, inherited, "linux"), { ...inherited, ...given })
    assert.deepStrictEqual(environmentWith(given, inherited, "win32"), {
      HOME: "/home",
      PATH: "/theirs"
    })
  })

  it("loses on Windows what is given as none", () => {
    assert.deepStrictEqual(environmentWith({ path: undefined }, inherited, "win32"), {
      HOME: "/home",
      path: undefined
    })
  })
})
