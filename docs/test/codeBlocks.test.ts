import { afterAll, assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import type { CodeBlock } from "./codeBlocks.ts"
import { codeBlocks } from "./codeBlocks.ts"
import { documents, workspace } from "./documents.ts"

const blocks = documents().flatMap(codeBlocks)
const programs = blocks.filter(({ language }) => language === "ts")
const runnable = programs.filter(({ marks }) => marks.includes("run"))
const scripts = blocks.filter(({ language, marks }) => language === "sh" && marks.includes("run"))

/**
 * Ignored by git as every `dist` is, inside the workspace so that packages are found, and outside
 * `node_modules`, where Node strips no types.
 */
const within = path.join(workspace, "docs", "dist")
fs.mkdirSync(within, { recursive: true })
const folder = fs.mkdtempSync(path.join(within, "blocks-"))

/** The command as it is shipped; the test run has built it. */
const command = path.join(workspace, "packages", "cli", "dist", "job.mjs")

const fileOf = ({ document, line }: CodeBlock): string =>
  `${document.replaceAll(/[^a-zA-Z0-9]+/g, "-")}-line-${line}.ts`

const writeBlocks = (): void => {
  for (const block of programs) fs.writeFileSync(path.join(folder, fileOf(block)), block.code)
  const config = {
    extends: "../../../tsconfig.base.json",
    compilerOptions: {
      customConditions: ["source"],
      noEmit: true,
      composite: false,
      declaration: false,
      declarationMap: false,
      // An example shows a value and need not use it.
      noUnusedLocals: false
    },
    include: ["*.ts"]
  }
  fs.writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config))
}

interface Ended {
  readonly code: number | string | null | undefined
  readonly stdout: string
  readonly stderr: string
}

const start = (program: string, args: ReadonlyArray<string>, options: object): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout: `${stdout}`, stderr: `${stderr}` })
    })
  })

const node = (args: ReadonlyArray<string>, options: object): Promise<Ended> =>
  start(process.execPath, args, options)

const withStore = async (use: (root: string) => Promise<void>): Promise<void> => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "job-lifecycle-docs-"))
  try {
    await use(root)
  } finally {
    // An owner in the background may be at its listing yet: the outcome comes first (I9 outcome-first).
    fs.rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
}

/** Says where in the document a line of an extracted block is. */
const inDocuments = (text: string): string =>
  programs.reduce(
    (said, block) =>
      said.replaceAll(
        new RegExp(`[^\\s(]*${fileOf(block)}\\((\\d+),`, "g"),
        (_, line: string) => `${block.document}:${block.line + Number(line)}(`
      ),
    text
  )

describe("the code in the documents", () => {
  writeBlocks()
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

  it("there is some, and some of it is executed", () => {
    assert.isAbove(programs.length, 0)
    assert.isAbove(runnable.length, 0)
  })

  it("every ts block type-checks", { timeout: 120_000 }, async () => {
    const tsc = path.join(workspace, "node_modules", "typescript", "bin", "tsc")
    const checked = await node([tsc, "--project", folder], { cwd: workspace })
    // The packages' own sources are part of the program; what is wrong in them is said by `types`.
    const errors = (checked.stdout + checked.stderr)
      .split("\n")
      .filter((line) => line !== "" && !/^packages\/.*\(\d+,\d+\): error/.test(line))
    assert.strictEqual(inDocuments(errors.join("\n")), "")
  })

  for (const block of runnable) {
    const says = block.output === null ? "" : " and prints what the document says"
    it(`the program at ${block.document}:${block.line} runs${says}`, { timeout: 60_000 }, () =>
      withStore(async (root) => {
        const ended = await node(["--conditions=source", path.join(folder, fileOf(block))], {
          cwd: workspace,
          env: { ...process.env, JOB_LIFECYCLE_ROOT: root }
        })
        assert.strictEqual(ended.code, 0, ended.stderr)
        if (block.output !== null) assert.strictEqual(ended.stdout, block.output)
      })
    )
  }

  for (const { code, document, line } of scripts) {
    it(`every line of the script at ${document}:${line} succeeds`, () =>
      withStore(async (root) => {
        const bin = path.join(folder, "bin")
        fs.mkdirSync(bin, { recursive: true })
        fs.writeFileSync(
          path.join(bin, "job"),
          `#!/bin/sh\nexec '${process.execPath}' '${command}' "$@"\n`,
          { mode: 0o755 }
        )
        const ended = await start("sh", ["-euc", code], {
          cwd: root,
          env: {
            ...process.env,
            JOB_LIFECYCLE_ROOT: root,
            PATH: `${bin}${path.delimiter}${process.env["PATH"]}`
          }
        })
        assert.strictEqual(ended.code, 0, ended.stdout + ended.stderr)
      }))
  }

  it("every block that is marked as output follows a program that is run", () => {
    const orphans = blocks
      .filter(({ marks }) => marks.includes("output"))
      .filter((output) => {
        const before = blocks[blocks.indexOf(output) - 1]
        return before?.document !== output.document || !before.marks.includes("run")
      })
    assert.deepStrictEqual(orphans, [])
  })
})
