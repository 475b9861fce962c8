import { createServer, get, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { brotliDecompressSync } from "node:zlib";
import { buffer } from "node:stream/consumers";
import { afterEach, describe, expect, test } from "vitest";
import { paintFirst } from "./paint-first.ts";
import { scriptsAfterPaint } from "./scripts-after-paint.ts";

const early = (name: string) => `<script src="/_next/static/chunks/${name}.js" async="" nonce="a+b/c=="></script>`;
const last = (name: string) => `<script src="/_next/static/chunks/${name}.js" nonce="a+b/c==" async=""></script>`;
const old = `<script src="/_next/static/chunks/old.js" noModule="" nonce="a+b/c=="></script>`;
const streamed = `<div hidden id="S:0">پیشنهاد‌ها</div>${early("streamed")}`;
const page = `<!DOCTYPE html><head>${early("one")}${early("turbopack-two")}<title>امانت</title>${old}</head><body><h1>سلام</h1>${last("three")}<script nonce="a+b/c==">flight()</script>${streamed}</body>`;

/** As a browser gets it, from pieces of these bytes. */
function sent(pieces: readonly Uint8Array[]): string {
  const scripts = scriptsAfterPaint();
  return Buffer.concat([...pieces.map((piece) => scripts.take(piece)), scripts.rest()]).toString();
}

const starterOf = (html: string): string => /<script nonce="a\+b\/c==">(\(sources => [^]*?)<\/script>/.exec(html)?.[1] ?? "";

describe("the scripts of a page", () => {
  test("are named where the last one stood, and nothing else is changed", () => {
    const html = sent([Buffer.from(page)]);
    const starter = starterOf(html);
    expect(starter).toMatch(
      /\(\["\/_next\/static\/chunks\/one.js","\/_next\/static\/chunks\/turbopack-two.js","\/_next\/static\/chunks\/three.js"\]\)$/,
    );
    expect(html).toBe(
      page.replace(early("one") + early("turbopack-two"), "").replace(last("three"), `<script nonce="a+b/c==">${starter}</script>`),
    );
  });

  test("however the bytes are cut", () => {
    const bytes = Buffer.from(page);
    const whole = sent([bytes]);
    for (let at = 1; at < bytes.length; at += 1) expect(sent([bytes.subarray(0, at), bytes.subarray(at)])).toBe(whole);
    expect(sent(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toBe(whole);
  });

  test("that no last one follows are started at the end", () => {
    const html = sent([Buffer.from(`<head>${early("one")}</head><p>end`)]);
    expect(html).toMatch(/^<head><\/head><p>end<script nonce="a\+b\/c==">\(sources => /);
  });

  test("are left alone in a page that they draw themselves; of one that has none, or is cut off, nothing is lost", () => {
    const undrawn = page.replace("<head>", '<html id="__next_error__"><head>');
    for (const html of [undrawn, "", "<p>plain</p>", `<p>${old}`, "<p>cut <script src="]) expect(sent([Buffer.from(html)])).toBe(html);
  });
});

describe("an answer", () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function ask(answer: RequestListener, encoding = "identity"): Promise<IncomingMessage> {
    server = createServer((req, res) => {
      paintFirst(req, res);
      answer(req, res);
    }).listen(0, "localhost");
    await once(server, "listening");
    const asked = get({ port: (server.address() as AddressInfo).port, headers: { "accept-encoding": encoding }, agent: false });
    return ((await once(asked, "response")) as [IncomingMessage])[0];
  }

  const serve =
    (type: string): RequestListener =>
    (_req, res) => {
      res.setHeader("content-type", type);
      res.setHeader("content-length", Buffer.byteLength(page));
      res.end(page);
    };

  test("that is a page comes whole, compressed or not", async () => {
    const plain = await ask(serve("text/html; charset=utf-8"));
    const html = await text(plain);
    expect(html).toBe(sent([Buffer.from(page)]));
    expect(plain.headers["content-length"]).toBeUndefined();
    server?.close();
    const small = await ask((req, res) => {
      res.setHeader("content-type", "text/html");
      // As it is streamed: the shell, and then what was waited for.
      res.write(page.slice(0, 300));
      res.end(page.slice(300));
    }, "br, gzip");
    expect(small.headers["content-encoding"]).toBe("br");
    expect(brotliDecompressSync(await buffer(small)).toString()).toBe(html);
  });

  test("that is none is not touched", async () => {
    const answer = await ask(serve("text/x-component"));
    expect(await text(answer)).toBe(page);
    expect(answer.headers["content-length"]).toBe(String(Buffer.byteLength(page)));
  });

  test("that its reader leaves is let go of, and so is what compressed it", async () => {
    const left = Promise.withResolvers<boolean>();
    const answer = await ask((_req, res) => {
      res.setHeader("content-type", "text/html");
      res.write("<p>".repeat(1_000));
      const stream = res.on("drain", () => undefined) as unknown as { destroyed: boolean };
      res.once("close", () => setImmediate(() => left.resolve(stream.destroyed)));
    }, "gzip");
    answer.destroy();
    expect(await left.promise).toBe(true);
  });
});
