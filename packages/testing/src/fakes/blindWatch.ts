const program = `import fs from "node:fs";fs.watch=()=>({on(){},close(){}})`

/**
 * A value of NODE_OPTIONS for a process that can watch no folder, and is not told so: as on a shared
 * or a network file system. What such a process starts inherits it.
 */
export const blindWatch = `--import=data:text/javascript,${encodeURIComponent(program)}`
