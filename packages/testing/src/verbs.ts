import { type Access, type ErrorCode, type Namespace, PROCEDURES, type Procedures, type Role } from "@amanat/contracts";
import { canonicalJson, type Clock, type Ctx, type CtxOptions, type Database, newId } from "@amanat/db";
import { describe, expect, test } from "vitest";
import type { Cast } from "./cast.ts";
import { footprint } from "./footprint.ts";
import { atOnce, failureCodes, succeeded } from "./races.ts";

type Act = (ctx: Ctx) => Promise<unknown>;

/** A write verb ready to be called, on a subject of its own. */
export type Scene = {
  /** Who may do it. */
  readonly by: (options?: CtxOptions) => Ctx;
  readonly act: Act;
  /**
   * What a stranger gets. Null where there is none: anybody may do it, or everybody does it to what is their own. A verb of some roles says it
   * by its row in contracts, and refuses everybody else.
   */
  readonly stranger: ErrorCode | null;
  /** Whom else it refuses, and with which code. */
  readonly refused?: Partial<Readonly<Record<ErrorCode, readonly (keyof Cast)[]>>>;
  /**
   * What each of several at once gets but the one that wins, and a second call without a key. Where nobody is refused: `same`, all get the same
   * answer; `nothing left`, all but the first are told that there was nothing to do; `anew`, each does it once more.
   */
  readonly again: ErrorCode | readonly ErrorCode[] | "same" | "nothing left" | "anew";
  /** The same on a version that is not the newest: VERSION_CONFLICT. */
  readonly stale?: Act;
  /** The same with another body, where no version is said. One of the two has to be there, but for verbs without a key. */
  readonly other?: Act;
};
type SceneMaker = () => Promise<Scene>;

type VerbOf<Name extends Namespace> = {
  [Verb in keyof Procedures[Name]]: Procedures[Name][Verb] extends { kind: "mutation" } ? Verb : never;
}[keyof Procedures[Name]];
/** A scene for each verb of a context, or several by name: the compiler refuses a verb without one. */
export type Scenes<Name extends Namespace> = Readonly<Record<VerbOf<Name> & string, SceneMaker | Readonly<Record<string, SceneMaker>>>>;

type Setting = { readonly db: Database; readonly people: Cast; readonly clock?: Clock };

/** Four callers, each of whom sends twice. */
const CALLS = 8;
const callerOf = (call: number) => call >> 1;

/**
 * What every write verb has to be, in every context, tried on real rows: refused to nobody in particular, to strangers and to the wrong role;
 * done once when several come at once; answered again, and not done again, when it is sent again with its key. What is refused or answered
 * again leaves every table as it was.
 *
 * `keyed`: false for a context whose answers are secrets, so that none is kept to be given again.
 */
export function describeVerbs<Name extends Namespace>(
  namespace: Name,
  setting: () => Setting,
  scenes: Scenes<Name>,
  { keyed = true } = {},
): void {
  const all = Object.entries<SceneMaker | Readonly<Record<string, SceneMaker>>>(scenes).flatMap(([verb, made]) =>
    typeof made === "function"
      ? [[`${namespace}.${verb}`, verb, made] as const]
      : Object.entries(made).map(([name, one]) => [`${namespace}.${verb}: ${name}`, verb, one] as const),
  );
  const rows = PROCEDURES[namespace] as Readonly<Record<string, { access: Access }>>;

  describe.each(all)("%s", (_name, verb, makeScene) => {
    const { access } = rows[verb] ?? expect.fail(`${namespace} has no ${verb}`);
    const path = `${namespace}.${verb}`;
    test(`is refused to whom it is not for, done once by several at once${keyed ? ", and its key gives the answer again" : ""}`, async () => {
      const scene = await makeScene();
      const { db, people, clock } = setting();
      if (keyed) expect(scene.stale ?? scene.other, "a scene has the same act with another body, for its key to refuse").toBeDefined();
      const options: CtxOptions = { verb: access.audit === "none" ? null : path, ...(clock ? { clock } : {}) };
      await nothingChanges(db, async () => {
        for (const [code, names] of refusals(access, people, scene))
          for (const name of names) await expect(scene.act(people[name](options)), name).rejects.toMatchObject({ code });
        if (scene.stale) await expect(scene.stale(scene.by(options))).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
      });
      const keys = Array.from({ length: CALLS / 2 }, () => `key-${newId()}`);
      const correlationId = newId();
      const asCaller = (call: number): Ctx =>
        scene.by({ ...options, correlationId, idempotencyKey: keyed ? (keys[callerOf(call)] ?? null) : null });
      const outcomes = await atOnce(CALLS, (call) => scene.act(asCaller(call)));
      expectOutcomes(outcomes, scene.again, keyed);
      if (access.audit !== "none") await expectAudited(db, asCaller(0));
      await nothingChanges(db, () => expectAgain(scene, outcomes, { asCaller, unkeyed: () => scene.by(options), keyed }));
    });
  });
}

/** Whom a verb refuses: nobody in particular unless it is everybody's, whoever has none of its roles, and those whom its scene names. */
function refusals({ who }: Access, people: Cast, { stranger, refused = {} }: Scene): [code: string, names: readonly (keyof Cast)[]][] {
  const names = Object.keys(people).filter((name): name is keyof Cast => isPerson(people, name));
  const others = typeof who === "string" ? [] : names.filter((name) => !rolesOf(people, name).some((role) => who.includes(role)));
  return [
    ["AUTHENTICATION_REQUIRED", who === "public" ? [] : ["anonymous", "system"]],
    ["FORBIDDEN", others],
    ...(stranger === null ? [] : [[stranger, ["stranger"]] as [string, readonly (keyof Cast)[]]]),
    ...Object.entries(refused),
  ];
}

const isPerson = (people: Cast, name: string): boolean => {
  const one: unknown = people[name as keyof Cast];
  return typeof one === "function" && "roles" in one;
};
const rolesOf = (people: Cast, name: keyof Cast): readonly Role[] => {
  const one = people[name];
  return "roles" in one ? one.roles : [];
};

async function nothingChanges(db: Database, work: () => Promise<unknown>): Promise<void> {
  const before = await footprint(db);
  await work();
  expect(await footprint(db)).toEqual(before);
}

/** The codes that refuse all but one; null where nobody is refused. */
function codesOf(again: Scene["again"]): readonly string[] | null {
  if (again === "same" || again === "nothing left" || again === "anew") return null;
  return typeof again === "string" ? [again] : again;
}

function expectOutcomes(outcomes: readonly PromiseSettledResult<unknown>[], again: Scene["again"], keyed: boolean): void {
  const [failures, codes] = [failureCodes(outcomes), codesOf(again) ?? []];
  expect(failures.filter((code) => !codes.includes(code))).toEqual([]);
  // The one that wins is answered twice where its key says that it is the same caller.
  const callers = keyed ? CALLS / 2 : CALLS;
  if (codes.length > 0) expect(succeeded(outcomes)).toHaveLength(CALLS / callers);
  const answers = new Set(succeeded(outcomes).map(canonicalJson));
  expect(answers.size).toBe(again === "anew" ? callers : again === "nothing left" ? 2 : 1);
}

/** By whoever it was, in the session it was done in. */
async function expectAudited(db: Database, { actor, correlationId }: Ctx): Promise<void> {
  const entries = await db.prisma.auditEntry.findMany({ where: { correlationId } });
  expect(entries.length).toBeGreaterThan(0);
  if (actor.kind !== "user") return;
  const own = entries.filter(({ actorId }) => actorId === actor.userId);
  expect(own.length).toBeGreaterThan(0);
  expect(new Set(own.map(({ sessionId }) => sessionId))).toEqual(new Set([actor.sessionId]));
}

type Callers = { asCaller(call: number): Ctx; unkeyed(): Ctx; keyed: boolean };

/** Once it is done: its key gives the same answer, refuses another body, and without one whoever comes again is told. */
async function expectAgain(
  scene: Scene,
  outcomes: readonly PromiseSettledResult<unknown>[],
  { asCaller, unkeyed, keyed }: Callers,
): Promise<void> {
  const { act, again } = scene;
  if (keyed)
    for (const [call, outcome] of outcomes.entries()) {
      if (outcome.status === "rejected") continue;
      expect(await act(asCaller(call))).toEqual(outcome.value);
      const other = scene.stale ?? scene.other;
      if (other) await expect(other(asCaller(call))).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
    }
  const codes = codesOf(again);
  if (codes) await expect(act(unkeyed())).rejects.toMatchObject({ code: expect.toBeOneOf([...codes]) });
}
