import * as readline from "node:readline"

/** Answers each line of standard input with one line, in turn, until the input ends. */
export const eachLine = async <A>(answer: (line: A) => unknown): Promise<void> => {
  const lines = readline.createInterface({ input: process.stdin })
  for await (const text of lines) await answer(JSON.parse(text) as A)
}
