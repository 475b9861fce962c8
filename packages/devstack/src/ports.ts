import { createServer } from "node:net";
import { StackError } from "./stack-error.ts";

function tryListen(port: number, host: string | undefined): Promise<number | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error));
    server.listen({ port, ...(host === undefined ? {} : { host }), exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}

/** A port nobody uses now, on loopback. */
export async function freePort(): Promise<number> {
  const port = await tryListen(0, "127.0.0.1");
  if (typeof port !== "number") throw port;
  return port;
}

/** Throws one line when the port is taken, on any address or on loopback alone. */
export async function assertFree(port: number, variable: string): Promise<void> {
  for (const host of [undefined, "127.0.0.1", "::1"]) {
    const answer = await tryListen(port, host);
    if (typeof answer === "number" || answer.code === "EADDRNOTAVAIL" || answer.code === "EAFNOSUPPORT") continue;
    if (answer.code === "EACCES")
      throw new StackError(`port ${port} needs more rights than this user has; set ${variable} to one above 1023`);
    throw new StackError(`port ${port} is taken; set ${variable} to another one`);
  }
}
