import process from "node:process";

export function terminateProcessTree(pid) {
  if (Number.isInteger(pid)) process.kill(pid, "SIGTERM");
}
