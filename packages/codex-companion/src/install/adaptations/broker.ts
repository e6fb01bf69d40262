import type { Edit } from "../Edit.ts"
import { importLine, substitute, takeOver } from "../Edit.ts"

/** The broker, and how one is started and ended. */
export const broker: Readonly<Record<string, ReadonlyArray<Edit>>> = {
  "lib/broker-lifecycle.mjs": [
    takeOver(
      "ensureBrokerSession",
      ["fcd3cb8113741209"],
      `export async function ensureBrokerSession(cwd, options = {}) {
  return ensureBroker(cwd, {
    timeoutMs: options.timeoutMs,
    connect: connectToEndpoint,
    prepare: () => {
      const sessionDir = createBrokerSessionDir();
      return {
        endpoint: (options.createBrokerEndpoint ?? createBrokerEndpoint)(sessionDir, options.platform),
        sessionDir,
        pidFile: path.join(sessionDir, "broker.pid"),
        logFile: path.join(sessionDir, "broker.log")
      };
    },
    start: ({ endpoint, logFile, pidFile }) =>
      spawnBrokerProcess({
        scriptPath: options.scriptPath ?? fileURLToPath(new URL("../app-server-broker.mjs", import.meta.url)),
        cwd,
        endpoint,
        pidFile,
        logFile,
        env: options.env ?? process.env
      })
  });
}
`
    ),
    takeOver("isBrokerEndpointReady", ["ef847ae38d8dd6b3"]),
    takeOver(
      "sendBrokerShutdown",
      ["da16aa3ea17d08cb"],
      `export async function sendBrokerShutdown(endpoint) {
  const socket = connectToEndpoint(endpoint);
  await askBroker(socket, "broker/shutdown", 750);
  socket.destroy();
}
`
    ),
    importLine('import { askBroker, ensureBroker } from "./job-companion.mjs";')
  ],

  "app-server-broker.mjs": [
    substitute(
      "main",
      /\n( +)const server = net\.createServer\(/,
      `
$1const guard = guardBroker({ client: appClient, sockets, cwd, endpoint, shutdown: () => shutdown(server) });
$1const server = net.createServer(`
    ),
    // Whether the app-server answers, and whether the broker is still in use.
    substitute(
      "main",
      /\n( +)if \(message\.id !== undefined && message\.method === "broker\/shutdown"\) \{/,
      `
$1if (guard.answers(message, socket)) {
$1  continue;
$1}

$1if (message.id !== undefined && message.method === "broker/shutdown") {`
    ),
    substitute(
      "main",
      /server\.listen\(listenTarget\.path\);/,
      "server.listen(listenTarget.path, () => guard.listening());"
    ),
    importLine('import { guardBroker } from "./lib/job-companion.mjs";')
  ]
}
