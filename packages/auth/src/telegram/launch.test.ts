import { createHmac } from "node:crypto";
import { sign, validate } from "@tma.js/init-data-node";
import { signedInitData, signedWidget, TEST_BOT_TOKEN } from "@amanat/testing";
import { describe, expect, it } from "vitest";
import { readInitData, readWidget } from "./launch.ts";

const NOW = new Date("2026-11-21T10:00:00Z");
const seconds = NOW.getTime() / 1_000;
const DAY = 86_400;
const rules = { botToken: TEST_BOT_TOKEN, maxAgeSeconds: DAY, at: NOW };
const user = { id: 42, first_name: "Shirin", last_name: "R.", username: "shirin", language_code: "fa" };
const fresh = () => signedInitData(user, { authDate: seconds });

/** Any fields under a right signature: what Telegram would have to sign for us to see them. */
function signedAnyhow(pairs: [string, string][], text: string): string {
  const key = createHmac("sha256", "WebAppData").update(TEST_BOT_TOKEN).digest();
  const hash: [string, string] = ["hash", createHmac("sha256", key).update(text).digest("hex")];
  return new URLSearchParams([...pairs, hash]).toString();
}

describe("initData", () => {
  it("names the person Telegram signed", () => {
    expect(readInitData(fresh(), rules)).toMatchObject({
      ok: true,
      value: { person: { id: "42", name: "Shirin R.", username: "shirin", locale: "fa" }, authDate: NOW },
    });
  });

  it("is judged as an independent implementation judges it", () => {
    const theirs = sign({ user, query_id: "AAq", start_param: "deal_x" }, TEST_BOT_TOKEN, NOW);
    expect(readInitData(theirs, rules).ok).toBe(true);
    expect(() => validate(fresh(), TEST_BOT_TOKEN, { expiresIn: 0 })).not.toThrow();
    const raw = fresh();
    for (let at = 0; at < raw.length; at += 3) {
      const changed = `${raw.slice(0, at)}${raw[at] === "0" ? "1" : "0"}${raw.slice(at + 1)}`;
      const accepted = readInitData(changed, rules).ok;
      const oracle = accepts(() => validate(changed, TEST_BOT_TOKEN, { expiresIn: 0 }));
      // Ours may refuse more: it also looks at the names of fields and into the user.
      if (accepted) expect(oracle, changed).toBe(true);
      expect(accepted && changed !== raw && !sameFields(changed, raw), changed).toBe(false);
    }
  });

  it("has one fingerprint, however it is spelled", () => {
    const raw = fresh();
    const respelled = [...new URLSearchParams(raw)].reverse().map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    const [a, b] = [readInitData(raw, rules), readInitData(respelled.join("&"), rules)];
    expect(raw).not.toBe(respelled.join("&"));
    if (!a.ok || !b.ok) throw new Error("both are genuine");
    expect(a.value.fingerprint).toEqual(b.value.fingerprint);
  });

  it.each([
    ["a changed user", () => fresh().replace("Shirin", "Shirim"), "forged"],
    ["a field taken away", () => fresh().replace(/query_id=[^&]*&/, ""), "forged"],
    ["a field added", () => `${fresh()}&start_param=x`, "forged"],
    ["the signature taken out of the text", () => fresh().replace(/signature=[^&]*&/, ""), "forged"],
    ["another bot's token", () => signedInitData(user, { authDate: seconds, botToken: "7000000002:AAother" }), "forged"],
    ["a widget's hash", () => new URLSearchParams(signedWidget(user, { authDate: seconds })).toString(), "forged"],
    ["24 hours and one second", () => signedInitData(user, { authDate: seconds - DAY - 1 }), "expired"],
    ["a year ahead", () => signedInitData(user, { authDate: seconds + 365 * DAY }), "future"],
    ["31 seconds ahead", () => signedInitData(user, { authDate: seconds + 31 }), "future"],
    ["the same field twice", () => `${fresh()}&query_id=AA42`, "malformed"],
    ["the same hash twice", () => `${fresh()}&hash=${"0".repeat(64)}`, "malformed"],
    ["a hash that is no hex", () => fresh().replace(/hash=[^&]*/, `hash=${"z".repeat(64)}`), "malformed"],
    ["a short hash", () => fresh().replace(/hash=[^&]*/, "hash=00"), "malformed"],
    ["no hash", () => fresh().replace(/&hash=[^&]*/, ""), "malformed"],
    ["no date", () => signedAnyhow([["user", JSON.stringify(user)]], `user=${JSON.stringify(user)}`), "malformed"],
    ["nothing", () => "", "malformed"],
    ["ten kilobytes", () => `${fresh()}&x=${"y".repeat(10_000)}`, "malformed"],
    ["no user", () => signedInitData(user, { authDate: seconds, fields: { user: "" } }), "malformed"],
    ["a bot", () => signedInitData(user, { authDate: seconds, fields: { user: '{"id":1,"first_name":"b","is_bot":true}' } }), "malformed"],
    [
      "an id that is text",
      () => signedInitData(user, { authDate: seconds, fields: { user: '{"id":"42","first_name":"b"}' } }),
      "malformed",
    ],
    [
      "an id no number can hold",
      () => signedInitData(user, { authDate: seconds, fields: { user: '{"id":90071992547409930,"first_name":"b"}' } }),
      "malformed",
    ],
  ])("abuse 29: %s is refused", (_, make, reason) => {
    expect(readInitData(make(), rules)).toEqual({ ok: false, reason });
  });

  it("abuse 29: two fields folded into one, under the same signature, are refused", () => {
    const text = `auth_date=${seconds}\nquery_id=AA\nuser=${JSON.stringify(user)}`;
    const whole: [string, string][] = [
      ["auth_date", String(seconds)],
      ["query_id", "AA"],
      ["user", JSON.stringify(user)],
    ];
    expect(readInitData(signedAnyhow(whole, text), rules).ok).toBe(true);
    const folded: [string, string][] = [
      ["auth_date", String(seconds)],
      ["query_id", `AA\nuser=${JSON.stringify(user)}`],
    ];
    expect(readInitData(signedAnyhow(folded, text), rules)).toEqual({ ok: false, reason: "malformed" });
  });

  it("counts up to the last second of its life, and 30 seconds before its birth", () => {
    expect(readInitData(signedInitData(user, { authDate: seconds - DAY }), rules).ok).toBe(true);
    expect(readInitData(signedInitData(user, { authDate: seconds + 30 }), rules).ok).toBe(true);
  });
});

describe("the login widget", () => {
  it("names the person Telegram signed", () => {
    expect(readWidget(signedWidget(user, { authDate: seconds }), rules)).toMatchObject({
      ok: true,
      value: { person: { id: "42", name: "Shirin R.", username: "shirin", locale: null } },
    });
  });

  it.each([
    ["initData's fields", () => Object.fromEntries(new URLSearchParams(fresh())), "forged"],
    ["a changed id", () => ({ ...signedWidget(user, { authDate: seconds }), id: "43" }), "forged"],
    ["an old one", () => signedWidget(user, { authDate: seconds - DAY - 1 }), "expired"],
    ["a name that is no field's", () => ({ ...signedWidget(user, { authDate: seconds }), "id=43\nx": "1" }), "malformed"],
    ["an id that is a word", () => signedWidget(user, { authDate: seconds, fields: { id: "admin" } }), "malformed"],
  ])("abuse 29: %s is refused", (_, make, reason) => {
    expect(readWidget(make(), rules)).toEqual({ ok: false, reason });
  });
});

function accepts(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

const byName = (raw: string) => new Map([...new URLSearchParams(raw)].sort(([a], [b]) => (a < b ? -1 : 1)));
const sameFields = (a: string, b: string) => JSON.stringify([...byName(a)]) === JSON.stringify([...byName(b)]);
