import { createSocket, type Socket } from "node:dgram";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, decode, encode } from "dns-packet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isPublicAddress, openOutbound, type Outbound } from "./index.ts";

/** A name server whose names mean, one question after the other, what a test says; the last answer stays. */
const names = new Map<string, string[][]>();
const asked: string[] = [];
let nameServer: Socket;
let outbound: Outbound;
const servers: Server[] = [];

beforeAll(async () => {
  nameServer = createSocket("udp4");
  nameServer.on("message", (message, from) => {
    const packet = decode(message);
    const { name = "", type = "A" } = packet.questions?.[0] ?? {};
    if (type === "A") asked.push(name);
    const turns = names.get(name) ?? [];
    const now = (type === "A" && turns.length > 1 ? turns.shift() : turns[0]) ?? [];
    const answers: Answer[] = now
      .filter((address) => address.includes(":") === (type === "AAAA"))
      .map((data) => ({ name, type: type as "A" | "AAAA", data, ttl: 0 }));
    nameServer.send(encode({ type: "response", id: packet.id ?? 0, questions: packet.questions ?? [], answers }), from.port, from.address);
  });
  await new Promise<void>((resolve) => nameServer.bind(0, "127.0.0.1", resolve));
  outbound = openOutbound({ local: {}, servers: [`127.0.0.1:${nameServer.address().port}`] });
});
afterAll(() => {
  nameServer.close();
  for (const server of servers) server.close();
});

/** A receiver on this machine, and a client that may reach it and nothing else. */
async function receiver(answer: RequestListener): Promise<{ url: string; client: Outbound }> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: "https://receiver.example/hook", client: openOutbound({ local: { "receiver.example": origin }, servers: [] }) };
}
const sent = (client: Outbound, url: string, timeoutMs = 2_000) =>
  client.post({ url, headers: { "content-type": "application/json" }, body: "{}", timeoutMs });

describe("46, abuse 47: no spelling of an address that is not public is reached", () => {
  const HOSTS = [
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "0",
    "0.0.0.0",
    "①②⑦.0.0.1",
    "127.0.0.1.",
    "127.0.0.1",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "[::127.0.0.1]",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[fe80::1]",
    "[fd00::1]",
    "[fec0::1]",
    "[2002:7f00:1::]",
    "[2001::1]",
    "[2001:db8::1]",
    "[ff02::1]",
  ];
  test.each(HOSTS)("%s", async (host) => {
    await expect(outbound.check(`https://${host}/`)).rejects.toMatchObject({ fault: "address" });
    await expect(sent(outbound, `https://${host}/`)).rejects.toMatchObject({ fault: "address" });
  });

  const NAMED: readonly (readonly [string, string[]])[] = [
    ["loopback.example", ["127.0.0.1"]],
    ["mapped.example", ["::ffff:127.0.0.1"]],
    ["six.example", ["::1"]],
    ["metadata.example", ["169.254.169.254"]],
    ["good-and-bad.example", ["93.184.216.34", "10.0.0.5"]],
    ["good-and-bad-six.example", ["93.184.216.34", "fd00::5"]],
  ];
  test.each(NAMED)("a name that means it: %s", async (name, addresses) => {
    names.set(name, [addresses]);
    await expect(outbound.check(`https://${name}/`)).rejects.toMatchObject({ fault: "address" });
    await expect(sent(outbound, `https://${name}/`)).rejects.toMatchObject({ fault: "address" });
  });

  test.each(["localhost", "localhost.", "x.localhost", "nobody.example"])("a name of this machine, or of nobody: %s", async (name) => {
    await expect(outbound.check(`https://${name}/`)).rejects.toMatchObject({ fault: "name" });
  });

  test.each([
    "http://93.184.216.34/",
    "https://93.184.216.34:8443/",
    "https://user:word@93.184.216.34/",
    "file:///etc/passwd",
    "ftp://93.184.216.34/",
    "//93.184.216.34/",
    "no address",
  ])("another way than https to the usual port, without a user: %s", async (url) => {
    await expect(outbound.check(url)).rejects.toMatchObject({ fault: "url" });
    await expect(sent(outbound, url)).rejects.toMatchObject({ fault: "url" });
  });

  test("what is public is not refused, and no text is an address", async () => {
    expect(["93.184.216.34", "2606:2800:220:1::1", "8.8.8.8"].map(isPublicAddress)).toEqual([true, true, true]);
    expect(["", "localhost", "93.184.216", "fe80::1%eth0", "2606:2800::1%1"].map(isPublicAddress)).toEqual(Array(5).fill(false));
    names.set("fine.example", [["93.184.216.34", "2606:2800:220:1::1"]]);
    await outbound.check("https://fine.example/hook?a=b");
  });
});

test("47, abuse 47: public when it was saved, private when it is sent: refused", async () => {
  names.set("turns.example", [["93.184.216.34"], ["127.0.0.1"]]);
  await outbound.check("https://turns.example/");
  await expect(sent(outbound, "https://turns.example/")).rejects.toMatchObject({ fault: "address" });
});

test("a name is asked for once; what it resolves to anew is never seen", async () => {
  names.set("rebinds.example", [["240.0.0.1", "93.184.216.34"], ["127.0.0.1"]]);
  names.set("once.example", [["93.184.216.34"], ["127.0.0.1"]]);
  asked.length = 0;
  await expect(sent(outbound, "https://rebinds.example/")).rejects.toMatchObject({ fault: "address" });
  // Whatever there is at that address has no certificate for this name.
  await expect(sent(outbound, "https://once.example/", 300)).rejects.toMatchObject({
    fault: expect.stringMatching(/^(?:timeout|connection|tls)$/),
  });
  expect(asked).toEqual(["rebinds.example", "once.example"]);
});

test("48, abuse 47: a redirect to another place is an answer, and nothing is asked there", async () => {
  const target = await receiver((_request, response) => response.end("secret"));
  let reached = 0;
  servers.at(-1)?.on("request", () => (reached += 1));
  const { url, client } = await receiver((_request, response) => response.writeHead(307, { location: target.url }).end());
  expect(await sent(client, url)).toMatchObject({ status: 307 });
  expect(reached).toBe(0);
});

test("53: an answer without an end is cut at 64 KB, one of a byte a second at the time limit, and both have been given", async () => {
  const endless = await receiver((_request, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(10_000)));
    };
    response.on("drain", more);
    more();
  });
  const answer = await sent(endless.client, endless.url);
  expect([answer.status, answer.body.length]).toEqual([200, 65_536]);

  const slow = await receiver((_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write("x"), 50);
    response.on("close", () => clearInterval(timer));
  });
  const begun = await sent(slow.client, slow.url, 400);
  expect(begun.status).toBe(200);
  expect(begun.body.length).toBeLessThan(20);
});

test("no head within the limit is a timeout, a refusal a broken connection", async () => {
  const silent = await receiver(() => undefined);
  await expect(sent(silent.client, silent.url, 200)).rejects.toMatchObject({ fault: "timeout" });
  const gone = await receiver(() => undefined);
  servers.at(-1)?.close();
  await expect(sent(gone.client, gone.url)).rejects.toMatchObject({ fault: "connection" });
  const hangsUp = await receiver((request) => request.socket.destroy());
  await expect(sent(hangsUp.client, hangsUp.url)).rejects.toMatchObject({ fault: "connection" });
});
