// Imported first by what lives lives: a build that was left behind is another engine than the source,
// and would be lived instead of it without a word.

if (!import.meta.resolve("@job-lifecycle/engine").endsWith(".ts")) {
  throw new Error("this would live the last build: run node with --conditions=source")
}
