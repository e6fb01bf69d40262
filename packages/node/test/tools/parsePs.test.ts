import { assert, describe, it } from "@effect/vitest"
import { isDefunct, isFrozen } from "../../src/probe/parseStat.ts"
import { parsePs } from "../../src/probe/tools/parsePs.ts"
import { printed } from "./printed.ts"

const refusal = (text: string) => {
  const listing = parsePs(text)
  return listing._tag === "Refused" ? listing.reason : listing.rows
}

describe("parsePs", () => {
  it("reads every state, date and number that the manual names", () => {
    const listing = parsePs(printed.ps)
    assert.strictEqual(listing._tag, "Rows")
    const brief = listing._tag === "Rows" ? listing.rows : []
    assert.deepStrictEqual(
      brief.map(({ group, pid, ppid, startTicks, state }) => [pid, ppid, group, state, startTicks]),
      [
        [1, 0, 1, "S", Date.UTC(2026, 10, 21, 6, 0, 1) / 1_000],
        [312, 1, 312, "S", Date.UTC(2026, 10, 21, 6, 0, 9) / 1_000],
        [501, 312, 501, "S", Date.UTC(2026, 10, 21, 7, 18, 36) / 1_000],
        [640, 501, 640, "T", Date.UTC(2026, 10, 21, 7, 18, 40) / 1_000],
        [641, 501, 640, "Z", Date.UTC(2026, 10, 21, 7, 18, 41) / 1_000],
        [642, 1, 642, "?", Date.UTC(2026, 10, 21, 7, 18, 42) / 1_000],
        [702, 501, 702, "U", Date.UTC(2026, 11, 2, 0, 0, 7) / 1_000],
        [99_998, 501, 501, "R", Date.UTC(2026, 10, 21, 7, 19, 0) / 1_000]
      ]
    )
  })

  it("reads a table whose states are blank but for the stopped and the defunct", () => {
    const listing = parsePs(printed.psUnentitled)
    assert.strictEqual(listing._tag, "Rows")
    const rows = listing._tag === "Rows" ? listing.rows : []
    assert.deepStrictEqual(
      rows.map((row) => [row.pid, row.group, isDefunct(row), isFrozen(row), row.startTicks]),
      [
        [1, 1, false, false, Date.UTC(2026, 10, 21, 6, 0, 1) / 1_000],
        [501, 501, false, false, Date.UTC(2026, 10, 21, 7, 18, 36) / 1_000],
        [640, 640, false, true, Date.UTC(2026, 10, 21, 7, 18, 40) / 1_000],
        [641, 640, true, false, Date.UTC(2026, 10, 21, 7, 18, 41) / 1_000],
        [702, 702, false, false, Date.UTC(2026, 11, 2, 0, 0, 7) / 1_000],
        [703, 702, false, false, Date.UTC(2026, 11, 2, 0, 0, 7) / 1_000]
      ]
    )
  })

  it("refuses the whole table when a single line of it cannot be read", () => {
    const wrong = [
      ...printed.psElsewhere,
      ...printed.psWithNames,
      "  PID  PPID  PGID STAT STARTED\n",
      "  501   312   501 S+   -                           \n",
      "   -1     1     1 S    Sat Nov 21 07:18:36 2026    \n",
      "12345678901 1   1 S    Sat Nov 21 07:18:36 2026    \n",
      "  501   312   501 S    Sat Nov 21 07:18 2026    \n",
      "  501   312   501 X    Sat Nov 21 07:18:36 2026    \n",
      "\n",
      "ps: illegal option -- Z\n"
    ]
    for (const text of wrong) {
      assert.match(String(refusal(text)), /no row/, text)
      assert.match(String(refusal(printed.ps + text)), /no row/, text)
    }
  })

  it("refuses output that is empty or cut off, wherever it was cut but at a row's end", () => {
    assert.match(String(refusal("")), /nothing/)
    for (let length = 1; length < printed.ps.length; length++) {
      const text = printed.ps.slice(0, length)
      const listing = parsePs(text)
      assert.strictEqual(listing._tag, text.endsWith("\n") ? "Rows" : "Refused", String(length))
    }
  })

  it("takes a defunct process without a start, and no other", () => {
    const listing = parsePs("  641   501   640 Z    -    \n")
    assert.isNull(listing._tag === "Rows" ? listing.rows[0]!.startTicks : undefined)
    assert.match(String(refusal("  641   501   640 S    -    \n")), /no row/)
  })
})
