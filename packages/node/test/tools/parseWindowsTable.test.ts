import { assert, describe, it } from "@effect/vitest"
import { outputText } from "../../src/probe/tools/outputText.ts"
import { parseWindowsTable } from "../../src/probe/tools/parseWindowsTable.ts"
import { printed } from "./printed.ts"

const read = (output: string | Buffer) =>
  parseWindowsTable(outputText(typeof output === "string" ? Buffer.from(output) : output))

const rows = (output: string | Buffer) => {
  const listing = read(output)
  return listing._tag === "Refused" ? listing.reason : listing.rows
}

describe("parseWindowsTable", () => {
  it("reads starts to the microsecond, and numbers as large as Windows gives", () => {
    const listing = read(printed.windows)
    const all = listing._tag === "Rows" ? listing.rows : []
    assert.deepStrictEqual(
      all.map(({ pid, startTicks }) => [pid, startTicks]),
      [
        [0, null],
        [4, 1_774_403_200_123_456],
        [5012, 1_774_403_210_000_000],
        [6404, 1_774_403_220_000_001],
        [7000, 1_774_403_230_000_000],
        [7004, 1_774_403_240_000_000],
        [7008, 1_774_403_250_000_000],
        [4_294_967_292, 1_774_403_260_000_000]
      ]
    )
  })

  it("believes a parent's number only while somebody older has it", () => {
    const listing = read(printed.windows)
    const all = listing._tag === "Rows" ? listing.rows : []
    assert.deepStrictEqual(
      all
        .filter(({ pid }) => pid > 4)
        .map(({ orphanOf, pid, ppid }) => [pid, ppid, orphanOf ?? "no orphan"]),
      [
        [5012, 4, "no orphan"],
        [6404, 5012, "no orphan"],
        [7000, 0, 6999],
        [7004, 0, 7008],
        [7008, 4, "no orphan"],
        [4_294_967_292, 5012, "no orphan"]
      ]
    )
  })

  it("reads UTF-16 and byte order marks, as Windows programs write them", () => {
    const expected = rows(printed.windows)
    const utf16 = Buffer.from(printed.windows, "utf16le")
    assert.deepStrictEqual(rows(`\uFEFF${printed.windows}`), expected)
    assert.deepStrictEqual(rows(utf16), expected)
    assert.deepStrictEqual(rows(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])), expected)
  })

  it("refuses what was cut off, wherever, and everything with a line that is no row", () => {
    // What may be missing is the end of the last line.
    const text = printed.windows.trimEnd()
    for (let length = 0; length < text.length; length++) {
      assert.strictEqual(read(text.slice(0, length))._tag, "Refused", String(length))
    }
    for (const wrong of [
      printed.clixml,
      printed.accessDenied,
      "5012 4 -1\r\n",
      "5012 4 639100000100000000 node.exe\r\n",
      "5012 4 6,391E+17\r\n",
      "5012 4 21.11.2026 07:18:36\r\n",
      "5012 4\r\n",
      "\r\n"
    ]) {
      assert.match(String(rows(wrong + printed.windows)), /no row/, wrong)
    }
    assert.match(String(rows(printed.accessDenied)), /cut off/)
  })
})
