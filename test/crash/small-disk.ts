import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, cpSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Whether this machine lets the tests mount: as root it mostly does. */
function mount(...args: readonly string[]): boolean {
  return spawnSync("mount", args).status === 0;
}

/** A folder whose disk is as it is made: too small, or read-only. */
export interface Disk {
  /** Takes away what was wrong with it. */
  mend(): void;
  release(): void;
}

const unmount = (path: string): void => void spawnSync("umount", [path]);

/**
 * Moves a folder to a disk of its own of so many bytes: a real one, in memory. Where nothing may be mounted,
 * undefined: then {@link limitFiles} stands in for it.
 */
export function onSmallDisk(folder: string, bytes: number): Disk | undefined {
  const content = `${folder}-content`;
  cpSync(folder, content, { recursive: true });
  if (!mount("-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder)) return undefined;
  const disk = {
    mend: () => void mount("-o", "remount,size=256m", folder),
    release: () => unmount(folder),
  };
  try {
    cpSync(content, folder, { recursive: true });
    return disk;
  } catch (error) {
    disk.release();
    throw error;
  }
}

/** Leaves not a byte of room on the disk of a folder. */
export function fill(folder: string): void {
  const file = openSync(join(folder, "filler"), "w");
  try {
    for (;;) writeSync(file, Buffer.alloc(4_096));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(file);
  }
}

/** Lets no file of a running process grow beyond so many bytes; `unlimited` lets it go on. */
export function limitFiles(pid: number, bytes: number | "unlimited"): void {
  const { status, stderr } = spawnSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:unlimited`]);
  if (status !== 0) throw new Error(`Neither mount nor prlimit works here: ${String(stderr)}`);
}

/**
 * Makes a folder read-only for everybody: by a mount for root, whom permissions do not stop, and by permissions
 * for anybody else.
 */
export function readOnly(folder: string): Disk {
  mkdirSync(folder, { recursive: true });
  if (mount("--bind", folder, folder)) {
    if (mount("-o", "remount,bind,ro", folder)) {
      return { mend: () => void mount("-o", "remount,bind,rw", folder), release: () => unmount(folder) };
    }
    unmount(folder);
  }
  if (process.getuid?.() === 0)
    throw new Error("Root may not mount here: nothing else keeps root from writing.");
  chmodSync(folder, 0o555);
  return { mend: () => chmodSync(folder, 0o755), release: () => chmodSync(folder, 0o755) };
}
