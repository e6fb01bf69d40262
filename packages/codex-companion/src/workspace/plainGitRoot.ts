import * as fs from "node:fs"
import * as path from "node:path"

/**
 * The git work tree of a folder, where it can be told without asking git: a process for it would take
 * as long as a whole answer. Null wherever git might say something else: then git is to be asked.
 */
export const plainGitRoot = (cwd: string): string | null => {
  if (Object.keys(process.env).some((name) => steering.test(name))) return null
  try {
    const start = fs.realpathSync(cwd)
    if (start.split(path.sep).includes(".git")) return null
    const { dev } = fs.statSync(start)
    for (let folder = start; ; folder = path.dirname(folder)) {
      if (fs.statSync(folder).dev !== dev) return null
      const found = fs.lstatSync(path.join(folder, ".git"), { throwIfNoEntry: false })
      if (found !== undefined) return found.isDirectory() && isPlain(folder) ? folder : null
      if (folder === path.dirname(folder)) return null
    }
  } catch {
    return null
  }
}

/** By which git is told where to look, or what a repository is. */
const steering =
  /^GIT_(DIR|WORK_TREE|COMMON_DIR|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM|CONFIG|OBJECT_DIRECTORY|NAMESPACE)/

/** A repository of this user, whose work tree is where it stands. */
const isPlain = (folder: string): boolean => {
  const own = process.getuid?.()
  const repository = path.join(folder, ".git")
  if (own === undefined || [folder, repository].some((each) => fs.statSync(each).uid !== own)) {
    return false
  }
  const config = fs.readFileSync(path.join(repository, "config"), "utf8")
  return (
    fs.existsSync(path.join(repository, "HEAD")) &&
    fs.existsSync(path.join(repository, "objects")) &&
    !/worktree|bare\s*=\s*true|\[include/i.test(config)
  )
}
