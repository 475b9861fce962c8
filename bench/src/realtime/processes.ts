import { type Asked, asked, startProgram } from "../asked.ts";
import type { FromReaders, FromServer, Kind, ToReaders, ToServer } from "./messages.ts";

export type ServerProcess = Asked<ToServer, FromServer> & { readonly port: number };
export type ReadersProcess = Asked<ToReaders, FromReaders>;

export async function startServer(kind: Kind, pgUrl: string, redisUrl = ""): Promise<ServerProcess> {
  const server = asked<ToServer, FromServer>(startProgram(new URL("server.ts", import.meta.url), [kind, pgUrl, redisUrl], ["--expose-gc"]));
  const { port } = await server.hear("ready");
  return { ...server, port };
}

export const startReaders = (): ReadersProcess => asked<ToReaders, FromReaders>(startProgram(new URL("readers.ts", import.meta.url), []));
