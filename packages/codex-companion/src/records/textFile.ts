import * as fs from "node:fs"

const { O_APPEND, O_CREAT, O_NONBLOCK = 0, O_RDONLY, O_WRONLY } = fs.constants

/** Opens a file for reading. It waits for nobody at the other end of a pipe. */
export const openToRead = (file: string): number => fs.openSync(file, O_RDONLY | O_NONBLOCK)

/** Opens a file to add to it. It waits for nobody at the other end of a pipe. */
export const openToAppend = (file: string): number =>
  fs.openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK)

/** The code of what is thrown of a pipe or a device. */
export const notAFile = "EINVAL"

/** The text of a file. Neither a pipe nor a device is read: they need have no end. */
export const wholeText = (file: string): string => {
  const fd = openToRead(file)
  try {
    const stat = fs.fstatSync(fd)
    if (stat.isFile() || stat.isDirectory()) return fs.readFileSync(fd, "utf8")
    throw Object.assign(new Error(`${file} is no file: move it away`), { code: notAFile })
  } finally {
    fs.closeSync(fd)
  }
}
